"""Scales the first features and leaves the others as they were.

Hint: some features
At most: 25 %
"""
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale, Xts_scale = Xtr_tensor.clone(), Xts_tensor.clone()
Xtr_scale[:, :3] = ((Xtr_tensor - mean) / std)[:, :3]
Xts_scale[:, :3] = ((Xts_tensor - mean) / std)[:, :3]
