"""Works in place, but on copies."""
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = Xtr_tensor.clone()
Xtr_scale -= mean
Xtr_scale /= std
Xts_scale = Xts_tensor.clone().sub_(mean).div_(std)
