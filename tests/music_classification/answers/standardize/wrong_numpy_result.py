"""The results are arrays.

Hint: not a tensor
At most: 88 %
"""
mean, std = Xtr.mean(axis=0), Xtr.std(axis=0)
Xtr_scale = ((Xtr - mean) / std).astype(np.float32)
Xts_scale = ((Xts - mean) / std).astype(np.float32)
