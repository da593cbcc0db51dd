"""Sorting puts the last of equal notes at the end.

Hint: the first should be taken
At most: 92 %
"""
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]

    sure, margin = np.argsort(sure, kind="stable"), np.argsort(margin, kind="stable")
    return {
        "surest": right[sure[-1]] if len(right) else None,
        "least_sure": right[sure[0]] if len(right) else None,
        "near_miss": wrong[margin[0]] if len(wrong) else None,
        "far_miss": wrong[margin[-1]] if len(wrong) else None,
    }
