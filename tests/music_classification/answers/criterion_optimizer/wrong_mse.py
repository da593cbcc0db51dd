"""A squared error between logits and class numbers.

Hint: squared distance
At most: 65 %
"""
criterion = nn.MSELoss()
optimizer = optim.Adam(model.parameters(), lr=0.001)
