"""Takes the labels first.

Hint: fails with
At most: 60 %
"""
criterion = lambda labels, logits: nn.functional.cross_entropy(logits, labels)
optimizer = optim.Adam(model.parameters(), lr=0.001)
