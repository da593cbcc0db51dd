"""A helper class for one layer, defined in the same cell."""
class Dense(nn.Module):
    def __init__(self, n_in, n_out, activation=None):
        super().__init__()
        self.linear = nn.Linear(n_in, n_out)
        self.activation = activation or nn.Identity()

    def forward(self, x):
        return self.activation(self.linear(x))


class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = Dense(input_dim, hidden_dim, nn.Sigmoid())
        self.logits = Dense(hidden_dim, output_dim)

    def forward(self, x):
        return self.logits(self.hidden(x))


model = InstrumentNet(n_feat, 256, n_class)
