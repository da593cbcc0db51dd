"""Both statistics in one call."""
std, mean = torch.std_mean(Xtr_tensor, dim=0, keepdim=True)
Xtr_scale, Xts_scale = [(X - mean) / std for X in (Xtr_tensor, Xts_tensor)]
