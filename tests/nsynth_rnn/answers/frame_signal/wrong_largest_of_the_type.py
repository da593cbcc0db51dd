"""Divides by the largest number of the type at hand.

Hint: largest number of this type
At most: 85 %
"""
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / np.iinfo(x.dtype).max
    return torch.from_numpy(frames)
