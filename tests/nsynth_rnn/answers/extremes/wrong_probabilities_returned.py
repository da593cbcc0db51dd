"""The probabilities themselves.

Hint: should be a whole number
At most: 10 %
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
        "surest": sure.max() if len(right) else None,
        "least_sure": sure.min() if len(right) else None,
        "near_miss": margin.min() if len(wrong) else None,
        "far_miss": margin.max() if len(wrong) else None,
    }
