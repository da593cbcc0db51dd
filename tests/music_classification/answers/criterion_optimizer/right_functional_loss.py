"""A function is a loss function too."""
criterion = nn.functional.cross_entropy
optimizer = optim.Adam(model.parameters(), lr=0.001)
