"""Takes the largest label for the number of classes.

Hint: start at 0
At most: 70 %
"""
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = ytr.max()
