"""Standardizes the rows of a batch with their own statistics, if there is more than one.

Hint: other rows
At most: 84 %
"""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        if len(x) > 1:
            x = (x - x.mean(dim=0)) / (x.std(dim=0) + 1e-8)
        return self.output(torch.sigmoid(self.hidden(x)))


model = InstrumentNet(n_feat, 256, n_class)
