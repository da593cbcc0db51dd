"""PyTorch, unsigned counts."""
def confusion_and_recall(y, p, n_class):
    y, p = torch.as_tensor(y), torch.as_tensor(p)
    counts = torch.zeros(n_class, n_class, dtype=torch.int32)
    counts.index_put_((y, p), torch.ones(len(y), dtype=torch.int32), accumulate=True)
    hit = torch.stack([((y == c) & (p == c)).sum() for c in range(n_class)]).float()
    return counts, hit / torch.stack([(y == c).sum() for c in range(n_class)])
