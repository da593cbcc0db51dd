"""Softmax along the wrong axis.

Hint: softmax over the logits of each note
At most: 60 %
"""
def extremes(logits, y, cls):
    p = torch.softmax(torch.as_tensor(logits), dim=0).numpy()
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]
    return {
        "surest": right[sure.argmax()] if len(right) else None,
        "least_sure": right[sure.argmin()] if len(right) else None,
        "near_miss": wrong[margin.argmin()] if len(wrong) else None,
        "far_miss": wrong[margin.argmax()] if len(wrong) else None,
    }
