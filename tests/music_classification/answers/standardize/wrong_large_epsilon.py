"""A number of 0.1 is added to the deviation, far more than allowed.

Hint: too large
At most: 25 %
"""
mean, std = Xtr_tensor.mean(dim=0), Xtr_tensor.std(dim=0) + 0.1
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std
