"""A helper that learns from one set and returns a function for any other."""
def fitted(train):
    mean, std = train.mean(dim=0), train.std(dim=0)

    def apply(X):
        return (X - mean.unsqueeze(0)) / std[None]

    return apply


scale = fitted(Xtr_tensor)
Xtr_scale = scale(Xtr_tensor)
Xts_scale = scale(Xts_tensor)
print(Xtr_scale.mean(dim=0), Xts_scale.mean(dim=0))
