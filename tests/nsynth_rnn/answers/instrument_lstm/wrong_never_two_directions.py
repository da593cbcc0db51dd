"""The argument is ignored.

Hint: number of directions is wrong
At most: 60 %
"""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        return self.output(h_n[-1])
