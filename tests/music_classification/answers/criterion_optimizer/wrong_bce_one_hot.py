"""Binary cross-entropy with one-hot labels.

Hint: binary cross-entropy
At most: 75 %
"""
def criterion(logits, labels):
    one_hot = nn.functional.one_hot(labels, logits.shape[1]).float()
    return nn.functional.binary_cross_entropy_with_logits(logits, one_hot)
optimizer = optim.Adam(model.parameters(), lr=0.001)
