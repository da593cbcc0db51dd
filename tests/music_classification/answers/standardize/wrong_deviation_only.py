"""Divides without subtracting the mean.

Hint: not subtracted
At most: 25 %
"""
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = Xtr_tensor / std
Xts_scale = Xts_tensor / std
