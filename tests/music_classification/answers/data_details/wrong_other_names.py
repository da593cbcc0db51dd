"""Uses a name of its own for the number of classes.

Hint: should define `n_class`
At most: 70 %
"""
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_classes = len(np.unique(ytr))
