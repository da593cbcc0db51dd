"""A copied line in which one name was not changed.

Hint: rows of the training data
At most: 80 %
"""
n_tr = Xtr.shape[0]
n_ts = Xtr.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))
