"""The given names now stand for the scaled data.

Hint: changes `Xtr_tensor`
At most: 88 %
"""
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_tensor = (Xtr_tensor - mean) / std
Xts_tensor = (Xts_tensor - mean) / std
Xtr_scale, Xts_scale = Xtr_tensor, Xts_tensor
