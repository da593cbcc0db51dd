"""Nothing was done.

Hint: still holds what was given
At most: 0 %
"""
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def extremes(logits, y, cls):
    """Return the notes of class `cls` that are surest, least_sure (right), near_miss and far_miss (wrong)."""
    # YOUR CODE HERE
    raise NotImplementedError()
