"""Steps by `Tensor.unfold`, the scale first."""
def frame_signal(x, n_steps=100, input_size=160):
    scale = 1 / 32767 if x.dtype.kind == "i" else 1.0
    signal = torch.tensor(np.atleast_2d(x) * scale, dtype=torch.float32)
    if signal.shape[1] < n_steps * input_size:
        raise ValueError(f"only {signal.shape[1]} samples")
    return signal[:, :n_steps * input_size].unfold(1, input_size, input_size)
