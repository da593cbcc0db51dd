"""Only the test data are scaled.

Hint: nothing was scaled
At most: 65 %
"""
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = Xtr_tensor.clone()
Xts_scale = (Xts_tensor - mean) / std
