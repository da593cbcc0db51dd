"""The memory starts with random numbers.

Hint: other logits
At most: 40 %
"""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)
        self.layers, self.hidden = layers, hidden

    def forward(self, x):
        shape = (self.layers * (2 if self.bidirectional else 1), len(x), self.hidden)
        _, (h_n, _) = self.lstm(x, (torch.randn(shape), torch.randn(shape)))
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)
