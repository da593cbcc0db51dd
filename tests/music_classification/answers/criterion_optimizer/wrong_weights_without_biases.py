"""Only matrices are updated.

Hint: a part of `model`
At most: 90 %
"""
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam([p for p in model.parameters() if p.dim() > 1], lr=0.001)
