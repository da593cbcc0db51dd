"""Tries out both on one batch: steps taken in the cell do no harm."""
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001)

X_batch, y_batch = next(iter(train_loader))
loss = criterion(model(X_batch.to(device)), y_batch.to(device))
loss.backward()
optimizer.step()
optimizer.zero_grad()
print(loss.item())
