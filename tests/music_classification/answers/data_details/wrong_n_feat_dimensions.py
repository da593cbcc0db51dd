"""Counts the axes of the array: a matrix always has two.

Hint: axes
At most: 80 %
"""
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.ndim
n_class = len(np.unique(ytr))
