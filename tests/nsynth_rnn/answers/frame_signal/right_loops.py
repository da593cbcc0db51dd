"""Two loops and a stack."""
def frame_signal(x, n_steps=100, input_size=160):
    notes = [x] if x.ndim == 1 else list(x)
    out = []
    for note in notes:
        if note.size < n_steps * input_size:
            raise ValueError("short")
        steps = [note[t * input_size:(t + 1) * input_size] for t in range(n_steps)]
        out.append(np.array(steps, dtype=float))
    out = np.array(out)
    if not np.issubdtype(x.dtype, np.floating):
        out /= 32767
    return torch.tensor(out).to(torch.float32)
