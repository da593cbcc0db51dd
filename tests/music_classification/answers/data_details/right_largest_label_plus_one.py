"""Labels are 0 .. k-1 and all are present, so the largest plus one is their number. A NumPy integer is an integer."""
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = ytr.max() + 1
