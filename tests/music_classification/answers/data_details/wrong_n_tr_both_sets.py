"""Counts the rows of both sets together.

Hint: rows of the training data
At most: 80 %
"""
n_tr = len(Xtr) + len(Xts)
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))
