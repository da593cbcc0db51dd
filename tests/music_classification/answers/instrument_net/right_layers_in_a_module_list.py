"""Layers in a ModuleList, created from last to first."""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        last = nn.Linear(hidden_dim, output_dim)
        self.layers = nn.ModuleList([last, nn.Linear(input_dim, hidden_dim)])

    def forward(self, x):
        last, first = self.layers
        return last(torch.sigmoid(first(x)))


model = InstrumentNet(n_feat, 256, n_class)
