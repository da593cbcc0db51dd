"""Test labels bring no new class, so both sets together have as many."""
n_tr = ytr.size
n_ts = yts.shape[0]
n_feat = Xts.shape[-1]
n_class = np.unique(np.concatenate([ytr, yts])).size
