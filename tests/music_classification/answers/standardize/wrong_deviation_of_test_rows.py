"""The mean is that of the training rows, the deviation is not.

Hint: deviation used for
At most: 65 %
"""
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / Xts_tensor.std(dim=0)
