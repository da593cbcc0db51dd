"""The batch size for the number of hidden units.

Hint: number of hidden units
At most: 92 %
"""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = InstrumentNet(n_feat, 128, n_class)
