"""The learning rate may be a tensor."""
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=torch.tensor(1e-3))
