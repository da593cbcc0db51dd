"""Returns the predicted class instead of the logits.

Hint: returns classes
At most: 60 %
"""
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.output(torch.sigmoid(self.hidden(x))).argmax(dim=1)


model = InstrumentNet(n_feat, 256, n_class)
