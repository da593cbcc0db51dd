"""Subtracts the median.

Hint: is not the mean of the training rows
At most: 30 %
"""
mean = Xtr_tensor.median(dim=0).values
std = Xtr_tensor.std(dim=0)
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std
