"""No check: `reshape` raises a ValueError of its own when samples are missing."""
def frame_signal(x, n_steps=100, input_size=160):
    if x.ndim == 1:
        x = x[None, :]
    frames = x[:, : n_steps * input_size].reshape(x.shape[0], n_steps, input_size)
    if x.dtype.kind in "iu":
        frames = frames / np.iinfo(np.int16).max
    return torch.FloatTensor(frames.astype("float32"))
