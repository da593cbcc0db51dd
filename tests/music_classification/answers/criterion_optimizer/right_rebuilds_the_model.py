"""Builds the model anew first: the optimizer fits the model that the cell leaves."""
torch.manual_seed(0)
model = InstrumentNet(n_feat, 256, n_class).to(device)
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001)
