"""Only the training data were made.

Hint: should define `Xts_scale`
At most: 65 %
"""
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = (Xtr_tensor - mean) / std
