"""One bin for each label from 0 to the largest."""
n_tr = np.shape(Xtr)[0]
n_ts = np.shape(Xts)[0]
n_feat = Xtr.size // n_tr
n_class = np.count_nonzero(np.bincount(ytr))
assert n_class > 1
