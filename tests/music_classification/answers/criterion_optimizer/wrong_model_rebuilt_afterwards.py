"""`model` is built anew after the optimizer was made.

Hint: no parameter of `model`
At most: 45 %
"""
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001)
model = InstrumentNet(n_feat, 256, n_class).to(device)
