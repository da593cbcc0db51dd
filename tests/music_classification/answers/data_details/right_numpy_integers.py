"""NumPy integers and 0-d arrays are integers too."""
n_tr = np.int64(Xtr.shape[0])
n_ts = np.asarray(Xts.shape[0])
n_feat = np.int32(Xts.shape[1])
n_class = np.array(np.unique(ytr).size)
