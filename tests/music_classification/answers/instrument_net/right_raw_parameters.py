"""Bare parameters and the formula of the sigmoid."""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.W1 = nn.Parameter(torch.randn(input_dim, hidden_dim) / input_dim**0.5)
        self.b1 = nn.Parameter(torch.zeros(hidden_dim))
        self.W2 = nn.Parameter(torch.randn(hidden_dim, output_dim) / hidden_dim**0.5)
        self.b2 = nn.Parameter(torch.zeros(output_dim))

    def forward(self, x):
        z = 1 / (1 + torch.exp(-(x @ self.W1 + self.b1)))
        return z @ self.W2 + self.b2


model = InstrumentNet(n_feat, 256, n_class)
