"""The parentheses of the loss are missing.

Hint: is a class
At most: 55 %
"""
criterion = nn.CrossEntropyLoss
optimizer = optim.Adam(model.parameters(), lr=0.001)
