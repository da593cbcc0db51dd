"""Some classes count more than others.

Hint: count the same
At most: 90 %
"""
def criterion(logits, labels):
    weights = torch.arange(1.0, logits.shape[1] + 1)
    return nn.functional.cross_entropy(logits, labels, weight=weights)
optimizer = optim.Adam(model.parameters(), lr=0.001)
