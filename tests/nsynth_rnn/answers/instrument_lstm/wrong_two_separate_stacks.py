"""Two LSTMs that never meet: the upper layers read one direction only.

Hint: each should read what all readers of the layer below put out
At most: 61 %
"""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.there = nn.LSTM(input_size, hidden, layers, batch_first=True)
        self.bidirectional = bidirectional
        if bidirectional:
            self.back = nn.LSTM(input_size, hidden, layers, batch_first=True)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.there(x)
        summary = h_n[-1]
        if self.bidirectional:
            _, (h_back, _) = self.back(x.flip(1))
            summary = torch.cat([summary, h_back[-1]], dim=1)
        return self.output(summary)
