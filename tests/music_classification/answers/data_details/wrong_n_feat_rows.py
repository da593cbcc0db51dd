"""Takes the number of rows for the number of features.

Hint: column
At most: 80 %
"""
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[0]
n_class = len(np.unique(ytr))
