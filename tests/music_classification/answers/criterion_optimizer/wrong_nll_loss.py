"""NLLLoss needs log-probabilities; the network returns logits.

Hint: NLLLoss
At most: 75 %
"""
criterion = nn.NLLLoss()
optimizer = optim.Adam(model.parameters(), lr=0.001)
