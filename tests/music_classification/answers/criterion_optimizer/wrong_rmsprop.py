"""RMSprop, a relative of Adam.

Hint: not those of Adam
At most: 75 %
"""
criterion = nn.CrossEntropyLoss()
optimizer = optim.RMSprop(model.parameters(), lr=0.001)
