"""The input is added to the result of the hidden layer, through a third matrix.

Hint: further layer
At most: 75 %
"""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)
        self.skip = nn.Linear(input_dim, output_dim, bias=False)

    def forward(self, x):
        return self.output(torch.sigmoid(self.hidden(x))) + self.skip(x)


model = InstrumentNet(n_feat, 256, n_class)
