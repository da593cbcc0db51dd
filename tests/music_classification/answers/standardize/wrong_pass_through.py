"""The names exist, nothing was scaled.

Hint: nothing was scaled
At most: 10 %
"""
Xtr_scale = Xtr_tensor
Xts_scale = Xts_tensor
