"""A tensor from the start, viewed; divided by 32768, which the text accepts."""
def frame_signal(x, n_steps=100, input_size=160):
    x = torch.as_tensor(x)
    if x.ndim == 1:
        x = x.unsqueeze(0)
    n = n_steps * input_size
    if x.size(1) < n:
        raise ValueError("not enough samples")
    x = x[:, :n].contiguous().view(-1, n_steps, input_size)
    return x.float() / 32768 if not x.is_floating_point() else x.float()
