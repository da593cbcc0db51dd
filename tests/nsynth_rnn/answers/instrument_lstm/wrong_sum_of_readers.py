"""The two readers are added, and the linear layer fits one.

Hint: 2 * hidden
At most: 60 %
"""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(hidden, n_class)
    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        return self.output(h_n[-2] + h_n[-1] if self.bidirectional else h_n[-1])
