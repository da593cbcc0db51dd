"""Right numbers, written into the given tensors.

Hint: changes `Xtr_tensor`
At most: 88 %
"""
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_tensor -= mean
Xtr_tensor /= std
Xts_tensor -= mean
Xts_tensor /= std
Xtr_scale, Xts_scale = Xtr_tensor, Xts_tensor
