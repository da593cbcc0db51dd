"""Without batch_first: the axes are exchanged before."""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        out, (h_n, c_n) = self.lstm(x.transpose(0, 1))
        last = h_n[-2:].permute(1, 0, 2).flatten(1) if self.bidirectional else h_n[-1]
        return self.output(last)
