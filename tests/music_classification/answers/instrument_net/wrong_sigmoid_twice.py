"""The sigmoid layer is applied, and then again in front of the output layer.

Hint: applied twice
At most: 84 %
"""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z.sigmoid())


model = InstrumentNet(n_feat, 256, n_class)
