"""The right number, computed with scikit-learn, has no gradient.

Hint: backward()
At most: 90 %
"""
from sklearn.metrics import log_loss


def criterion(logits, labels):
    probabilities = torch.softmax(logits.double(), dim=1).detach().numpy()
    return torch.tensor(log_loss(labels.numpy(), probabilities, labels=list(range(logits.shape[1]))))
optimizer = optim.Adam(model.parameters(), lr=0.001)
