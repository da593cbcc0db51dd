"""Counts the classes of the test labels.

Hint: missing there
At most: 90 %
"""
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(yts))
