"""New random layers at each call.

Hint: there is no LSTM
At most: 10 %
"""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.sizes = input_size, hidden, layers, n_class
        self.both = bidirectional

    def forward(self, x):
        input_size, hidden, layers, n_class = self.sizes
        lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=self.both)
        _, (h_n, _) = lstm(x)
        return nn.Linear(hidden, n_class)(h_n[-1])
