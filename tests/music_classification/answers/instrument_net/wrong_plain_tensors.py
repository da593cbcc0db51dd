"""Tensors that are no parameters: an optimizer never sees them.

Hint: no parameters
At most: 25 %
"""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.W1 = torch.randn(input_dim, hidden_dim, requires_grad=True)
        self.b1 = torch.zeros(hidden_dim, requires_grad=True)
        self.W2 = torch.randn(hidden_dim, output_dim, requires_grad=True)
        self.b2 = torch.zeros(output_dim, requires_grad=True)

    def forward(self, x):
        return torch.sigmoid(x @ self.W1 + self.b1) @ self.W2 + self.b2


model = InstrumentNet(n_feat, 256, n_class)
