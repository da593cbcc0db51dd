"""An `nn.LSTM` per layer and direction, in two lists; those that read backwards are made first."""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.both = bidirectional
        sizes = [input_size] + [hidden * (2 if bidirectional else 1)] * (layers - 1)
        if bidirectional:
            self.backward_readers = nn.ModuleList(nn.LSTM(s, hidden, batch_first=True) for s in sizes)
        self.forward_readers = nn.ModuleList(nn.LSTM(s, hidden, batch_first=True) for s in sizes)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        for i, reader in enumerate(self.forward_readers):
            there, (h, _) = reader(x)
            if self.both:
                back, (hb, _) = self.backward_readers[i](x.flip(1))
                x = torch.cat([there, back.flip(1)], dim=2)
            else:
                x = there
        summary = torch.cat([h[0], hb[0]], dim=1) if self.both else h[0]
        return self.output(summary)
