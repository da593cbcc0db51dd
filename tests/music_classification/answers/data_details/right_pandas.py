"""Counts with pandas, where `nunique` is an integer."""
import pandas as pd

frame = pd.DataFrame(Xtr)
n_tr, n_feat = frame.shape
n_ts = pd.DataFrame(Xts).shape[0]
n_class = pd.Series(ytr).nunique()
