"""Stochastic gradient descent.

Hint: not those of Adam
At most: 75 %
"""
criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(model.parameters(), lr=0.001)
