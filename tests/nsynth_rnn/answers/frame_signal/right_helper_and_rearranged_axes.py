"""Cuts step by step into the last axes; helper in a cell above."""
def to_float(samples):
    return samples / 32767.0 if np.issubdtype(samples.dtype, np.integer) else samples
# %%
def frame_signal(x, n_steps=100, input_size=160):
    signal = to_float(np.atleast_2d(np.asarray(x)))
    if signal.shape[-1] < n_steps * input_size:
        raise ValueError("A note is too short.")
    pieces = np.split(signal[:, : n_steps * input_size], n_steps, axis=1)
    return torch.stack([torch.tensor(piece, dtype=torch.float32) for piece in pieces], dim=1)


print(frame_signal(x_train[:2]).shape)
