"""Every name exists, but nothing was counted.

Hint: should define
At most: 5 %
"""
n_tr = None
n_ts = None
n_feat = None
n_class = None
