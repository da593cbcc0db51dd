"""Convolutions of width one are linear layers."""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Conv1d(input_dim, hidden_dim, kernel_size=1)
        self.output = nn.Conv1d(hidden_dim, output_dim, kernel_size=1)

    def forward(self, x):
        return self.output(torch.sigmoid(self.hidden(x.unsqueeze(2)))).squeeze(2)


model = InstrumentNet(n_feat, 256, n_class)
