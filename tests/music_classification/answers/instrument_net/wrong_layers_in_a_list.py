"""PyTorch does not find layers in a plain list.

Hint: plain list
At most: 25 %
"""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.layers = [nn.Linear(input_dim, hidden_dim), nn.Linear(hidden_dim, output_dim)]

    def forward(self, x):
        return self.layers[1](torch.sigmoid(self.layers[0](x)))


model = InstrumentNet(n_feat, 256, n_class)
