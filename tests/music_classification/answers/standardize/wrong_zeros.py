"""A tensor of the right shape and type, all zeros.

Hint: mean 0 and standard deviation 1
At most: 10 %
"""
Xtr_scale = torch.zeros_like(Xtr_tensor)
Xts_scale = torch.zeros_like(Xts_tensor)
