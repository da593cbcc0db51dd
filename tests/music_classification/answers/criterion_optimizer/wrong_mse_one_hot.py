"""A squared error between logits and one-hot labels.

Hint: squared error
At most: 75 %
"""
class OneHotError(nn.Module):
    def forward(self, logits, labels):
        target = torch.eye(logits.size(1), device=logits.device)[labels]
        return ((logits - target) ** 2).mean()


criterion = OneHotError()
optimizer = optim.Adam(model.parameters(), lr=0.001)
