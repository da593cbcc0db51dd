"""`optim.Adam(model)` raises an error.

Hint: TypeError
At most: 50 %
"""
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model, lr=0.001)
