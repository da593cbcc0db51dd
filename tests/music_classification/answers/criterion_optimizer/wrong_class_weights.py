"""Some classes count more than others.

Hint: count the same
At most: 90 %
"""
criterion = nn.CrossEntropyLoss(weight=torch.linspace(0.5, 2.0, n_class))
optimizer = optim.Adam(model.parameters(), lr=0.001)
