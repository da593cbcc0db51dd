"""And the one that can be captured in a CUDA graph."""
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001, foreach=False, capturable=True)
