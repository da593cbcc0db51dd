"""The loss is cut off from the gradients.

Hint: backward()
At most: 90 %
"""
def criterion(logits, labels):
    return nn.functional.cross_entropy(logits, labels).detach()
optimizer = optim.Adam(model.parameters(), lr=0.001)
