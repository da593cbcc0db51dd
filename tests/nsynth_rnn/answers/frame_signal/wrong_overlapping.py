"""Steps overlap by half.

Hint: not where they belong
At most: 70 %
"""
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    hop = input_size // 2
    frames = np.stack([x[:, t * hop: t * hop + input_size] for t in range(n_steps)], 1).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)
