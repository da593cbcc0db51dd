"""The sum over the steps instead of their mean.

Hint: added up over the steps
At most: 60 %
"""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)
    def forward(self, x):
        return self.output(self.lstm(x)[0].sum(1))
