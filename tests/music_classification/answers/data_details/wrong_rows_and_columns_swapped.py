"""Rows and columns of the training data are exchanged.

Hint: column
At most: 60 %
"""
n_feat, n_tr = Xtr.shape
n_ts = len(Xts)
n_class = len(set(ytr))
