"""A loop over the features: slow, but right."""
Xtr_scale = torch.empty_like(Xtr_tensor)
Xts_scale = torch.empty_like(Xts_tensor)
for feature in range(n_feat):
    column = Xtr_tensor[:, feature]
    Xtr_scale[:, feature] = (column - column.mean()) / column.std()
    Xts_scale[:, feature] = (Xts_tensor[:, feature] - column.mean()) / column.std()
