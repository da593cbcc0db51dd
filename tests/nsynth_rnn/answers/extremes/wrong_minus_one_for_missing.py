"""−1 where there is no such note.

Hint: where there is no such note
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
        "surest": right[sure.argmax()] if len(right) else -1,
        "least_sure": right[sure.argmin()] if len(right) else -1,
        "near_miss": wrong[margin.argmin()] if len(wrong) else -1,
        "far_miss": wrong[margin.argmax()] if len(wrong) else -1,
    }
