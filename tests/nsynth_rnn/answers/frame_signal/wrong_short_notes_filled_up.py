"""Fills short notes up with zeros.

Hint: rather than be filled up
At most: 91 %
"""
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    x = np.pad(x, ((0, 0), (0, max(0, n_steps * input_size - x.shape[1]))))
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)
