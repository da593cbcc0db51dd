"""The fused implementation is the same algorithm."""
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001, fused=True)
