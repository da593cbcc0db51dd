"""Returns one loss per row.

Hint: one number for the whole batch
At most: 90 %
"""
criterion = nn.CrossEntropyLoss(reduction='none')
optimizer = optim.Adam(model.parameters(), lr=0.001)
