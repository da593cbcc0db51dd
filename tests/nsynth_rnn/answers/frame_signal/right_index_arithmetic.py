"""A table of indices, and a check by its largest one."""
def frame_signal(x, n_steps=100, input_size=160):
    x = torch.from_numpy(np.atleast_2d(x))
    index = torch.arange(n_steps)[:, None] * input_size + torch.arange(input_size)
    if index.max() >= x.size(1):
        raise ValueError("note too short")
    out = x[:, index]
    if not torch.is_floating_point(out):
        out = out.to(torch.float32).div_(32767)
    return out.type(torch.float32)
