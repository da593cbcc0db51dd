"""The same with methods that end in an underscore.

Hint: changes `Xtr_tensor`
At most: 88 %
"""
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = Xtr_tensor.sub_(mean).div_(std)
Xts_scale = Xts_tensor.sub_(mean).div_(std)
