"""Scales to the range from 0 to 1 instead.

Hint: min-max
At most: 25 %
"""
low, high = Xtr_tensor.min(dim=0).values, Xtr_tensor.max(dim=0).values
Xtr_scale = (Xtr_tensor - low) / (high - low)
Xts_scale = (Xts_tensor - low) / (high - low)
