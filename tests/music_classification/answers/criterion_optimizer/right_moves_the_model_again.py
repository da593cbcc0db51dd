"""Moves model and loss to the device once more."""
model = model.to("cuda" if torch.cuda.is_available() else "cpu")
criterion = nn.CrossEntropyLoss().cuda()
optimizer = optim.Adam(params=model.parameters(), lr=0.001)
