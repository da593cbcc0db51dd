"""A Sequential with a sigmoid layer."""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(input_dim, hidden_dim), nn.Sigmoid(), nn.Linear(hidden_dim, output_dim))

    def forward(self, x):
        return self.net(x)


model = InstrumentNet(n_feat, 256, n_class)
