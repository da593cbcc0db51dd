"""Stochastic gradient descent with momentum.

Hint: not those of Adam
At most: 75 %
"""
criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(model.parameters(), lr=0.001, momentum=0.9)
