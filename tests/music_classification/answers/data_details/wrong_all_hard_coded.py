"""All four numbers are typed in from the text of the assignment.

Hint: hard-coded
At most: 5 %
"""
n_tr = 66247
n_ts = 14904
n_feat = 120
n_class = 10
