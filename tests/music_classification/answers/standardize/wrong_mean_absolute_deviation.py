"""Divides by the mean distance from the mean.

Hint: not divided by the standard deviation
At most: 30 %
"""
mean = Xtr_tensor.mean(dim=0)
std = (Xtr_tensor - mean).abs().mean(dim=0)
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std
