"""A crosstab with all classes."""
def confusion_and_recall(y, p, n_class):
    import pandas as pd
    classes = range(n_class)
    table = pd.crosstab(pd.Categorical(y, classes), pd.Categorical(p, classes), dropna=False).to_numpy()
    return table, np.array([np.mean(p[y == c] == c) if (y == c).any() else np.nan for c in classes])
