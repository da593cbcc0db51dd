"""Makes networks and prints at the bottom of the cell; calls `flatten_parameters`."""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        self.lstm.flatten_parameters()
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

for both in (True, False):
    net = InstrumentLSTM(160, 128, 3, len(FAMILIES), both)
    print(sum(p.numel() for p in net.parameters()), net(X_train[:2]).shape)
