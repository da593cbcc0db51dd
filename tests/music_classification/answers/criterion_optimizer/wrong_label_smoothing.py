"""Smoothed labels: another loss.

Hint: without extra settings
At most: 75 %
"""
criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
optimizer = optim.Adam(model.parameters(), lr=0.001)
