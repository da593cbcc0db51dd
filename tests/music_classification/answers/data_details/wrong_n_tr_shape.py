"""The whole shape instead of its first number.

Hint: tuple
At most: 80 %
"""
n_tr = Xtr.shape
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))
