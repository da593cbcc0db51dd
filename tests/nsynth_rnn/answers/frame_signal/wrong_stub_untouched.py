"""Nothing was done.

Hint: still holds what was given
At most: 0 %
"""
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def frame_signal(x, n_steps=100, input_size=160):
    """Cut the first n_steps * input_size samples of each note into frames: (notes, n_steps, input_size), float32."""
    # YOUR CODE HERE
    raise NotImplementedError()
