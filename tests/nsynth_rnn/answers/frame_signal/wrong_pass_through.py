"""Returns its input.

Hint: shape should be (notes, n_steps, input_size)
At most: 10 %
"""
def frame_signal(x, n_steps=100, input_size=160):
    return x
