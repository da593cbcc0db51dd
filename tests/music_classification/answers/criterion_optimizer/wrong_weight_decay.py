"""Adam with weight decay.

Hint: weight decay
At most: 90 %
"""
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001, weight_decay=1e-4)
