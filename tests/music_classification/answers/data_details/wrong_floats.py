"""Divides, so that a count becomes a float.

Hint: floating point
At most: 90 %
"""
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.size / n_tr
n_class = len(np.unique(ytr))
