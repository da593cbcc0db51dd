"""So is the one that handles all tensors at once."""
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001, foreach=True)
