"""The states of all layers go into the linear layer.

Hint: linear layer
At most: 60 %
"""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear((2 if bidirectional else 1) * layers * hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        return self.output(h_n.view(x.shape[0], -1))
