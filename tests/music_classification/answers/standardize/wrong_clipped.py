"""Cuts off what lies more than three deviations away.

Hint: clip
At most: 10 %
"""
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = ((Xtr_tensor - mean) / std).clamp(-3, 3)
Xts_scale = ((Xts_tensor - mean) / std).clamp(-3, 3)
