"""A batch norm in evaluation mode standardizes with the statistics it is given."""
bn = nn.BatchNorm1d(Xtr_tensor.shape[1], affine=False, eps=0.0)
bn.running_mean = Xtr_tensor.mean(0)
bn.running_var = Xtr_tensor.var(0)
bn.eval()
Xtr_scale = bn(Xtr_tensor)
Xts_scale = bn(Xts_tensor)
