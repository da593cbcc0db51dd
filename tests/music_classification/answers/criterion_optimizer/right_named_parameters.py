"""Named parameters are parameters."""
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam([p for _, p in model.named_parameters()], lr=10**-3)
