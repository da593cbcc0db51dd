"""Forgets to count: the array of classes itself.

Hint: not an array
At most: 70 %
"""
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = np.unique(ytr)
