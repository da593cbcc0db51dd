"""Adds a thousandth to the deviation, where a millionth is the most.

Hint: too large
At most: 65 %
"""
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0) + 1e-3
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std
