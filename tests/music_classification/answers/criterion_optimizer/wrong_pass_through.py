"""The mean of the logits as a loss.

Hint: not depend on the labels
At most: 10 %
"""
criterion = lambda logits, labels: logits.mean()
optimizer = None
