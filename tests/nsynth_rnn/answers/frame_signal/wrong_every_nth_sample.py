"""Thins the whole note out, so that it has the right number of samples.

Hint: only the first
At most: 86 %
"""
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, np.linspace(0, x.shape[1] - 1, n_steps * input_size).astype(int)].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)
