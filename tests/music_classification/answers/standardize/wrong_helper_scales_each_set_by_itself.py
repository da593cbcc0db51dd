"""A tidy helper that computes the statistics of whatever it gets.

Hint: their own statistics
At most: 65 %
"""
def standardize(X):
    std, mean = torch.std_mean(X, dim=0, keepdim=True)
    return (X - mean) / std


Xtr_scale, Xts_scale = map(standardize, (Xtr_tensor, Xts_tensor))
