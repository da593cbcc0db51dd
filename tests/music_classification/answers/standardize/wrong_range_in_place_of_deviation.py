"""Divides by the range of each column.

Hint: not divided by the standard deviation
At most: 30 %
"""
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.amax(dim=0) - Xtr_tensor.amin(dim=0)
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std
