"""Reads the number of inputs off a batch and counts the names of the classes."""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


X_first, _ = next(iter(train_loader))
nh = 256
model = InstrumentNet(X_first.size(1), nh, len(classes))
