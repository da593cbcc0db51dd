"""The cell states instead of the outputs.

Hint: when it has read the whole note
At most: 61 %
"""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (_, c_n) = self.lstm(x)
        return self.output(torch.cat([c_n[-2], c_n[-1]], dim=1) if self.bidirectional else c_n[-1])
