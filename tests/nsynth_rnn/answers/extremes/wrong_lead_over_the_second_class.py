"""Of the right notes the lead over the second class decides.

Hint: probability of its class
At most: 80 %
"""
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    two = np.sort(p[right], axis=1)
    sure = two[:, -1] - two[:, -2] if len(right) else None
    margin = p[wrong, said[wrong]] - p[wrong, cls]
    return {
        "surest": right[sure.argmax()] if len(right) else None,
        "least_sure": right[sure.argmin()] if len(right) else None,
        "near_miss": wrong[margin.argmin()] if len(wrong) else None,
        "far_miss": wrong[margin.argmax()] if len(wrong) else None,
    }
