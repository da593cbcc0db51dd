"""Divides by 1 where a feature is constant."""
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

std = torch.where(std > 0, std, torch.ones_like(std))
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std
