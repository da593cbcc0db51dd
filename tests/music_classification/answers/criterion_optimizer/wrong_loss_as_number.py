"""The loss is a Python number.

Hint: backward()
At most: 90 %
"""
criterion = lambda logits, labels: nn.functional.cross_entropy(logits, labels).item()
optimizer = optim.Adam(model.parameters(), lr=0.001)
