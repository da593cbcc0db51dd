"""Divides by n: allowed, if it is the same for both."""
mean, std = Xtr_tensor.mean(0), Xtr_tensor.std(0, unbiased=False)
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std
