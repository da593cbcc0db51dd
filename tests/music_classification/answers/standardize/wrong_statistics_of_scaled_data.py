"""The statistics are computed again after the training data were scaled: they are 0 and 1.

Hint: nothing was scaled
At most: 65 %
"""
Xtr_scale = (Xtr_tensor - Xtr_tensor.mean(dim=0)) / Xtr_tensor.std(dim=0)
Xts_scale = (Xts_tensor - Xtr_scale.mean(dim=0)) / Xtr_scale.std(dim=0)
