"""The epsilon of Keras.

Hint: eps
At most: 90 %
"""
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001, eps=1e-7)
