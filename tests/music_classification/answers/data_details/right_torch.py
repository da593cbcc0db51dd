"""Counts with torch; a 0-d integer tensor holds one whole number."""
n_tr, n_feat = torch.from_numpy(Xtr).size()
n_ts = torch.as_tensor(Xts).size(0)
n_class = torch.tensor(ytr).max() + 1
