"""Climbs instead of descending.

Hint: climbs
At most: 75 %
"""
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001, maximize=True)
