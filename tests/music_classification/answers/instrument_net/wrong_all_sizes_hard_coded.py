"""All sizes are typed in.

Hint: use the argument
At most: 67 %
"""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(120, 256)
        self.output = nn.Linear(256, 10)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = InstrumentNet(n_feat, 256, n_class)
