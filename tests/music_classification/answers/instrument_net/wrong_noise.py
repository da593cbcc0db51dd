"""Adds a little noise to the outputs while training.

Hint: training mode
At most: 92 %
"""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        logits = self.output(torch.sigmoid(self.hidden(x)))
        if self.training:
            logits = logits + 0.01 * torch.randn_like(logits)
        return logits


model = InstrumentNet(n_feat, 256, n_class)
