"""An `nn.LSTM` per layer and direction; the next layer reads the backward reader first."""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.both = bidirectional
        sizes = [input_size] + [hidden * (2 if bidirectional else 1)] * (layers - 1)
        self.readers = nn.ModuleList()
        for s in sizes:
            self.readers.append(nn.ModuleDict({"there": nn.LSTM(s, hidden, batch_first=True),
                                               **({"back": nn.LSTM(s, hidden, batch_first=True)} if bidirectional else {})}))
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        for pair in self.readers:
            there, _ = pair["there"](x)
            if self.both:
                back = torch.flip(pair["back"](torch.flip(x, [1]))[0], [1])
                x = torch.cat([back, there], dim=-1)
            else:
                x = there
        if not self.both:
            return self.output(x[:, -1])
        return self.output(torch.cat([there[:, -1], back[:, 0]], 1))
