"""AdamW decays the weights.

Hint: weight decay
At most: 90 %
"""
criterion = nn.CrossEntropyLoss()
optimizer = optim.AdamW(model.parameters(), lr=0.001)
