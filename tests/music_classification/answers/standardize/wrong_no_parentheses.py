"""Division comes before subtraction.

Hint: parentheses
At most: 25 %
"""
mean = Xtr_tensor.mean(dim=0)
std = Xtr_tensor.std(dim=0)

Xtr_scale = Xtr_tensor - mean / std
Xts_scale = Xts_tensor - mean / std
