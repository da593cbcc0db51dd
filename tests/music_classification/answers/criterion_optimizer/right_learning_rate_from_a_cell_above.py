"""The settings stand in a cell above."""
# %%
learning_rate = 1e-3

# %%
criterion = torch.nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), learning_rate)
