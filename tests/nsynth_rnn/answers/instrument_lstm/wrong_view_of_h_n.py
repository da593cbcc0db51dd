"""h_n reshaped: the notes of a batch are mixed.

Hint: mixes layers and notes
At most: 70 %
"""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.ways = 2 if bidirectional else 1
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(self.ways * hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        last = h_n[-self.ways:]
        return self.output(last.reshape(x.shape[0], -1))
