"""Other momenta.

Hint: not those of Adam
At most: 75 %
"""
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001, betas=(0.5, 0.999))
