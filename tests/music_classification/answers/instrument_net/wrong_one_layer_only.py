"""No hidden layer at all.

Hint: two linear layers cannot be found
At most: 25 %
"""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.output = nn.Linear(input_dim, output_dim)

    def forward(self, x):
        return torch.sigmoid(self.output(x))


model = InstrumentNet(n_feat, 256, n_class)
