"""`model` is made from layers and not from the class.

Hint: not an `InstrumentNet`
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


model = nn.Sequential(nn.Linear(n_feat, 256), nn.Sigmoid(), nn.Linear(256, n_class))
