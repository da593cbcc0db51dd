"""The stub as it was released.

Hint: still holds
At most: 0 %
"""
# Compute Xtr_scale and Xts_scale.
# YOUR CODE HERE
raise NotImplementedError()
