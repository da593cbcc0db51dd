"""The shortest way: shapes, and the number of distinct training labels."""
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))
