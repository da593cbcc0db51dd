"""The last layer learns ten times as fast.

Hint: one group of parameters
At most: 90 %
"""
criterion = nn.CrossEntropyLoss()
*first, last, bias = model.parameters()
optimizer = optim.Adam([{"params": first}, {"params": [last, bias], "lr": 0.01}], lr=0.001)
