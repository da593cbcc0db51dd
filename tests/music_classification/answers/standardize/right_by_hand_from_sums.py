"""Mean and variance from sums, as in a statistics course."""
mean = Xtr_tensor.sum(dim=0) / n_tr
variance = ((Xtr_tensor - mean) ** 2).sum(dim=0) / (n_tr - 1)
Xtr_scale = (Xtr_tensor - mean) * variance.rsqrt()
Xts_scale = (Xts_tensor - mean) / torch.sqrt(variance)
