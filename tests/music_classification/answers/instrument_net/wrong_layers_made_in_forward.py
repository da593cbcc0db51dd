"""New random layers in each call.

Hint: no parameters
At most: 25 %
"""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.sizes = input_dim, hidden_dim, output_dim

    def forward(self, x):
        i, h, o = self.sizes
        return nn.Linear(h, o)(torch.sigmoid(nn.Linear(i, h)(x)))


model = InstrumentNet(n_feat, 256, n_class)
