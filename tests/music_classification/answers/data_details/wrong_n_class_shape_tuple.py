"""A shape is a tuple, not a number.

Hint: tuple
At most: 70 %
"""
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = np.unique(ytr).shape
