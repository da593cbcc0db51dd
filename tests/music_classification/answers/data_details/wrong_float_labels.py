"""Converts the counts to floats.

Hint: floating point
At most: 90 %
"""
n_tr = float(len(Xtr))
n_ts = float(len(Xts))
n_feat = float(len(Xtr[0]))
n_class = float(ytr.max() + 1)
