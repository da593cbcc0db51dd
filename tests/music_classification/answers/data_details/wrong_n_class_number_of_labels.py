"""Counts the labels instead of the classes.

Hint: different
At most: 70 %
"""
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(ytr)
