"""Subtracts the mean from the logits of each row.

Hint: scaled, shifted or mixed
At most: 84 %
"""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        logits = self.output(torch.sigmoid(self.hidden(x)))
        return logits - logits.mean(dim=1, keepdim=True)


model = InstrumentNet(n_feat, 256, n_class)
