"""Counts every value of the matrix.

Hint: .size
At most: 80 %
"""
n_tr = Xtr.size
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))
