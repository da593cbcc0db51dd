"""A tiny number guards against a constant feature."""
mean = torch.mean(Xtr_tensor, dim=0, keepdim=True)
std = torch.std(Xtr_tensor, dim=0, keepdim=True).clamp(min=1e-6) + 1e-6
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std
