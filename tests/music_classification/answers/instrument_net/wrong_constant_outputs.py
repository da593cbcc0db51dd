"""Zeros of the right shape.

Hint: no parameters
At most: 10 %
"""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.output_dim = output_dim

    def forward(self, x):
        return torch.zeros(len(x), self.output_dim)


model = InstrumentNet(n_feat, 256, n_class)
