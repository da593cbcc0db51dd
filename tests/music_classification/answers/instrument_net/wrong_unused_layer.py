"""A third layer is created and never used.

Hint: further layer
At most: 92 %
"""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.fc1 = nn.Linear(input_dim, hidden_dim)
        self.fc2 = nn.Linear(hidden_dim, output_dim)
        self.fc3 = nn.Linear(output_dim, output_dim)

    def forward(self, x):
        return self.fc2(torch.sigmoid(self.fc1(x)))


model = InstrumentNet(n_feat, 256, n_class)
