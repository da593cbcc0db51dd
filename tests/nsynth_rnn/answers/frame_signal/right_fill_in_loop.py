"""Fills a tensor number by number."""
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    out = torch.zeros(x.shape[0], n_steps, input_size)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("short")
    for b in range(x.shape[0]):
        for t in range(n_steps):
            for k in range(input_size):
                v = x[b, t * input_size + k]
                out[b, t, k] = int(v) / 32767 if isinstance(v, np.integer) else float(v)
    return out
