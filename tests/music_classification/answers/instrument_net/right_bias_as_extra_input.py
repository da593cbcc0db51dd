"""The biases are the weights of an input that is always 1."""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.W1 = nn.Parameter(torch.empty(input_dim + 1, hidden_dim).uniform_(-0.1, 0.1))
        self.W2 = nn.Parameter(torch.empty(hidden_dim + 1, output_dim).uniform_(-0.1, 0.1))

    def forward(self, x):
        ones = torch.ones(len(x), 1, device=x.device)
        z = torch.sigmoid(torch.cat([ones, x], dim=1) @ self.W1)
        return torch.cat([ones, z], dim=1) @ self.W2


model = InstrumentNet(n_feat, 256, n_class)
