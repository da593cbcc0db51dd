"""One group for matrices, one for biases, the same settings."""
criterion = nn.CrossEntropyLoss()
learning_rate = 1e-3
matrices = [p for p in model.parameters() if p.ndim > 1]
vectors = [p for p in model.parameters() if p.ndim <= 1]
optimizer = optim.Adam([{"params": matrices}, {"params": vectors, "lr": learning_rate}], lr=learning_rate)
