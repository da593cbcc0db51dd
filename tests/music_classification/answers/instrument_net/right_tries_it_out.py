"""Calls the network in the cell, prints, and leaves it in evaluation mode."""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


nh = 256
model = InstrumentNet(n_feat, nh, n_class)
model.eval()
print(model(Xtr_scale[:3]).shape)
assert model(Xtr_scale[:1]).shape == (1, n_class)
