"""`len` of an array is its number of rows; a set keeps every label once."""
n_tr = len(Xtr)
n_ts = len(Xts)
n_feat = len(Xtr[0])
n_class = len(set(ytr.tolist()))
