"""Adam uses 0.001 by default."""
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(params=model.parameters())
