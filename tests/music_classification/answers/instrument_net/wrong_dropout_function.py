"""The function form of dropout drops in evaluation mode too.

Hint: something random
At most: 60 %
"""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.output(nn.functional.dropout(torch.sigmoid(self.hidden(x)), p=0.3))


model = InstrumentNet(n_feat, 256, n_class)
