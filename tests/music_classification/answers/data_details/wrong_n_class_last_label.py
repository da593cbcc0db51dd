"""Relies on rows that are ordered by class.

Hint: order of the rows
At most: 80 %
"""
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = int(ytr[-1]) + 1
