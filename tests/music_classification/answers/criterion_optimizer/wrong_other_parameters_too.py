"""A parameter that is no part of the model.

Hint: do not belong
At most: 90 %
"""
criterion = nn.CrossEntropyLoss()
temperature = nn.Parameter(torch.ones(1))
optimizer = optim.Adam([*model.parameters(), temperature], lr=0.001)
