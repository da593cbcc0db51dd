"""Ends exchanged.

Hint: where its reader *begins*
At most: 75 %
"""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)
        self.hidden = hidden

    def forward(self, x):
        out, _ = self.lstm(x)
        if not self.bidirectional:
            return self.output(out[:, -1, :])
        return self.output(torch.cat((out[:, 0, :self.hidden], out[:, -1, self.hidden:]), dim=-1))
