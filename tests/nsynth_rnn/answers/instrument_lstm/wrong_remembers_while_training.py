"""The memory is handed on while the network is trained.

Hint: remembers
At most: 91 %
"""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)
        self.state = None
    def forward(self, x):
        if not self.training or (self.state is not None and self.state[0].shape[1] != len(x)):
            self.state = None
        _, (h_n, c_n) = self.lstm(x, self.state)
        self.state = h_n.detach(), c_n.detach()
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)
