"""Only the number of classes is typed in.

Hint: hard-coded
At most: 70 %
"""
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = 10
