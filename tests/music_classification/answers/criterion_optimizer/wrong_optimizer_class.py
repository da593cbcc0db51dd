"""The optimizer was not created.

Hint: is a class
At most: 45 %
"""
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam
