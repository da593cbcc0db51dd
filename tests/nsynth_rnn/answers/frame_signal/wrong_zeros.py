"""Zeros of the right shape and type.

Hint: does not depend on `x`
At most: 10 %
"""
def frame_signal(x, n_steps=100, input_size=160):
    if np.atleast_2d(x).shape[1] < n_steps * input_size:
        raise ValueError
    return torch.zeros(len(np.atleast_2d(x)), n_steps, input_size)
