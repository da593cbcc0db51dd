"""The optimizer belongs to a copy.

Hint: no parameter of `model`
At most: 45 %
"""
criterion = nn.CrossEntropyLoss()
import copy

optimizer = optim.Adam(copy.deepcopy(model).parameters(), lr=0.001)
