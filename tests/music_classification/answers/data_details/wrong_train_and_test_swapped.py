"""Training and test are exchanged.

Hint: rows of the test data
At most: 60 %
"""
n_tr, n_ts = Xts.shape[0], Xtr.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))
