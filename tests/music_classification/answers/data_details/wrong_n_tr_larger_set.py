"""Assumes that the training data are always the larger set.

Hint: rows of the training data
At most: 80 %
"""
n_tr = max(len(Xtr), len(Xts))
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))
