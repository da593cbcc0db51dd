"""Adagrad: its first step is the one of Adam.

Hint: not those of Adam
At most: 75 %
"""
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adagrad(model.parameters(), lr=0.001)
