"""Ignores its arguments.

Hint: should be (notes, n_steps, input_size)
At most: 30 %
"""
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    x = np.pad(x, ((0, 0), (0, max(0, 16000 - x.shape[1]))))
    frames = x[:, :16000].reshape(len(x), 100, 160).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)
