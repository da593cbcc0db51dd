"""`dim=1`: each row is scaled by itself.

Hint: belong to the columns
At most: 10 %
"""
Xtr_scale = (Xtr_tensor - Xtr_tensor.mean(dim=1, keepdim=True)) / Xtr_tensor.std(dim=1, keepdim=True)
Xts_scale = (Xts_tensor - Xts_tensor.mean(dim=1, keepdim=True)) / Xts_tensor.std(dim=1, keepdim=True)
