"""Random numbers have mean 0 and deviation 1 too.

Hint: mean 0 and standard deviation 1
At most: 10 %
"""
Xtr_scale = torch.randn(Xtr_tensor.shape)
Xts_scale = torch.randn(Xts_tensor.shape)
Xtr_scale = (Xtr_scale - Xtr_scale.mean(dim=0)) / Xtr_scale.std(dim=0)
