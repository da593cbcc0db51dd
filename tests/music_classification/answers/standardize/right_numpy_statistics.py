"""Computes in float64 with NumPy, from `Xtr` itself, and converts at the end."""
mu, sigma = np.mean(Xtr, axis=0), np.std(Xtr, axis=0)
Xtr_scale = torch.from_numpy((Xtr - mu) / sigma).to(torch.float32)
Xts_scale = torch.FloatTensor((Xts - mu) / sigma)
