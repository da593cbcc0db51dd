"""PyTorch's softmax; Python integers."""
def extremes(logits, y, cls):
    p = torch.softmax(torch.as_tensor(logits), dim=1)
    said = p.argmax(1).numpy()
    p = p.numpy()
    own = p[:, cls]
    gap = p.max(axis=1) - own
    right = [i for i in range(len(y)) if y[i] == cls and said[i] == cls]
    wrong = [i for i in range(len(y)) if y[i] == cls and said[i] != cls]
    return dict(
        surest=max(right, key=lambda i: own[i], default=None),
        least_sure=min(right, key=lambda i: own[i], default=None),
        near_miss=min(wrong, key=lambda i: gap[i], default=None),
        far_miss=max(wrong, key=lambda i: gap[i], default=None),
    )
