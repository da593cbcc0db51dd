"""Cross-entropy with the logarithm to base 10.

Hint: does not return the cross-entropy
At most: 75 %
"""
criterion = lambda z, y: nn.functional.cross_entropy(z, y) / np.log(10)
optimizer = optim.Adam(model.parameters(), lr=0.001)
