"""The set of labels, not its size.

Hint: whole number
At most: 70 %
"""
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = set(ytr)
