"""Subtracts the data from the mean.

Hint: wrong sign
At most: 30 %
"""
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)
Xtr_scale = (mean - Xtr_tensor) / std
Xts_scale = (mean - Xts_tensor) / std
