"""The share of wrong predictions: no gradient.

Hint: backward()
At most: 65 %
"""
criterion = lambda logits, labels: (logits.argmax(1) != labels).float().mean()
optimizer = optim.Adam(model.parameters(), lr=0.001)
