"""Right numbers in a table that lies on its side.

Hint: same shape
At most: 10 %
"""
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = ((Xtr_tensor - mean) / std).T
Xts_scale = ((Xts_tensor - mean) / std).T
