"""The stub as it was released.

Hint: still holds
At most: 0 %
"""
# YOUR CODE HERE
raise NotImplementedError()
