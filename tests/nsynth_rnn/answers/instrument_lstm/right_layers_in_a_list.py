"""One `nn.LSTM` per layer in a ModuleList."""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.both = bidirectional
        ways = 2 if bidirectional else 1
        self.hidden = hidden
        self.stack = nn.ModuleList(
            nn.LSTM(input_size if layer == 0 else ways * hidden, hidden, batch_first=True, bidirectional=bidirectional)
            for layer in range(layers))
        self.head = nn.Linear(ways * hidden, n_class)

    def forward(self, x):
        for layer in self.stack:
            x, _ = layer(x)
        if self.both:
            x = torch.cat([x[:, -1, :self.hidden], x[:, 0, self.hidden:]], 1)
        else:
            x = x[:, -1]
        return self.head(x)
