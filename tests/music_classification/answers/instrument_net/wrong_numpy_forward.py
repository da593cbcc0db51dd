"""Computes with NumPy: right numbers, no gradients.

Hint: nothing can be learned
At most: 92 %
"""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = 1 / (1 + np.exp(-self.hidden(x).detach().numpy()))
        return torch.from_numpy(self.output(torch.from_numpy(z)).detach().numpy())


model = InstrumentNet(n_feat, 256, n_class)
