"""Uses the largest test label.

Hint: from the test labels
At most: 90 %
"""
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = yts.max() + 1
