"""Brings each row to length 1.

Hint: mean 0 and standard deviation 1
At most: 10 %
"""
Xtr_scale = nn.functional.normalize(Xtr_tensor)
Xts_scale = nn.functional.normalize(Xts_tensor)
