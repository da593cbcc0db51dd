"""Fails when a kind of note is missing.

Hint: attempt to get argm
At most: 88 %
"""
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]
    return {
        "surest": right[sure.argmax()],
        "least_sure": right[sure.argmin()],
        "near_miss": wrong[margin.argmin()],
        "far_miss": wrong[margin.argmax()],
    }
