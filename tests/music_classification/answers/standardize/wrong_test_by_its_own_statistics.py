"""The most common mistake: each set is scaled by itself.

Hint: their own statistics
At most: 65 %
"""
Xtr_scale = (Xtr_tensor - Xtr_tensor.mean(dim=0)) / Xtr_tensor.std(dim=0)
Xts_scale = (Xts_tensor - Xts_tensor.mean(dim=0)) / Xts_tensor.std(dim=0)
