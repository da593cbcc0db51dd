"""A variant of Adam.

Hint: amsgrad
At most: 90 %
"""
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001, amsgrad=True)
