"""A softmax in front of a loss that does the softmax itself.

Hint: softmax is applied twice
At most: 75 %
"""
def criterion(outputs, labels):
    return nn.CrossEntropyLoss()(torch.softmax(outputs, dim=1), labels)
optimizer = optim.Adam(model.parameters(), lr=0.001)
