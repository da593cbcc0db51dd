"""Takes the features from the labels, a one-dimensional array with as many entries as rows.

Hint: column
At most: 80 %
"""
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = ytr.shape[0]
n_class = len(np.unique(ytr))
