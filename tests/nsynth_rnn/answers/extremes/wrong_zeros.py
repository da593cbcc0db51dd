"""Always the first note.

Hint: predicted
At most: 10 %
"""
def extremes(logits, y, cls):
    return {"surest": 0, "least_sure": 0, "near_miss": 0, "far_miss": 0}
