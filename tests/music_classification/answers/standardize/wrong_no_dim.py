"""One mean and one deviation for all features.

Hint: share one mean
At most: 25 %
"""
mean, std = Xtr_tensor.mean(), Xtr_tensor.std()
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std
