"""Always None.

Hint: is None, although
At most: 10 %
"""
def extremes(logits, y, cls):
    return {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
