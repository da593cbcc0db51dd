"""Looks at the size of the numbers to tell whether they are whole.

Hint: floats already
At most: 90 %
"""
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.abs(frames).max() > 1:
        frames = frames / 32767
    return torch.from_numpy(frames)
