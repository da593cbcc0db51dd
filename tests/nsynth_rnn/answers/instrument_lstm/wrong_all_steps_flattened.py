"""All outputs go into the linear layer, which fixes the number of steps.

Hint: sizes do not fit together
At most: 40 %
"""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(100 * hidden * (2 if bidirectional else 1), n_class)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.output(out.flatten(1))
