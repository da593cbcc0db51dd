"""The parentheses are missing.

Hint: is a class
At most: 10 %
"""
criterion = nn.CrossEntropyLoss
optimizer = optim.Adam
