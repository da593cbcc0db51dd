"""The layers above the first are made before it."""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        w = hidden * (1 + bidirectional)
        self.upper = nn.ModuleList(reversed([nn.LSTM(w, hidden, batch_first=True, bidirectional=bidirectional) for _ in range(layers - 1)]))
        self.first = nn.LSTM(input_size, hidden, batch_first=True, bidirectional=bidirectional)
        self.fc, self.k = nn.Linear(w, n_class), 1 + bidirectional
    def forward(self, x):
        x, (h, _) = self.first(x)
        for l in reversed(self.upper):
            x, (h, _) = l(x)
        return self.fc(torch.cat(h[-self.k:].unbind(0), 1))
