"""Prints a count as text.

Hint: text
At most: 80 %
"""
n_tr = f"{len(Xtr)}"
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))
