"""Neither Adam nor its learning rate.

Hint: learning rate is not the one
At most: 65 %
"""
criterion = nn.CrossEntropyLoss()
optimizer = optim.SGD(model.parameters(), lr=0.01)
