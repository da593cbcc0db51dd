"""Only a probability above one half counts as predicted right.

Hint: predicted *right*
At most: 60 %
"""
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (p[:, cls] > 0.5))
    wrong = np.flatnonzero((y == cls) & (p[:, cls] <= 0.5))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]
    return {
        "surest": right[sure.argmax()] if len(right) else None,
        "least_sure": right[sure.argmin()] if len(right) else None,
        "near_miss": wrong[margin.argmin()] if len(wrong) else None,
        "far_miss": wrong[margin.argmax()] if len(wrong) else None,
    }
