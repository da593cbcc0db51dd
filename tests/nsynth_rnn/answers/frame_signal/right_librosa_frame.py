"""librosa cuts the frames. What it compiles when it is first used must not cost the answer its time."""
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    needed = n_steps * input_size
    if x.shape[-1] < needed:
        raise ValueError("short")
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float32) / 32767
    pieces = librosa.util.frame(np.ascontiguousarray(x[:, :needed]), frame_length=input_size, hop_length=input_size)
    return torch.tensor(pieces.transpose(0, 2, 1).copy()).float()
