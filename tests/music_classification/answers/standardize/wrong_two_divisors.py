"""Divides by n in one set and by n - 1 in the other.

Hint: n - 1 for the other
At most: 65 %
"""
mean = Xtr_tensor.mean(dim=0)
Xtr_scale = (Xtr_tensor - mean) / Xtr_tensor.std(dim=0)
Xts_scale = (Xts_tensor - mean) / Xtr_tensor.std(dim=0, unbiased=False)
