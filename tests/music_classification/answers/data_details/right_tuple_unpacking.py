"""Unpacks the shapes; the test data have the same columns."""
(n_tr, n_feat), (n_ts, _) = Xtr.shape, Xts.shape
n_class, = np.unique(ytr).shape
print("Num training= %d" % n_tr)
