"""A temperature behind the linear layer.

Hint: something behind it scales or shifts
At most: 91 %
"""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)
    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary) / 0.5
