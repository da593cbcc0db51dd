"""Both sets are scaled with the statistics of the test rows.

Hint: training rows alone
At most: 25 %
"""
mean, std = Xts_tensor.mean(dim=0), Xts_tensor.std(dim=0)
Xtr_scale = (Xtr_tensor - mean) / std
Xts_scale = (Xts_tensor - mean) / std
