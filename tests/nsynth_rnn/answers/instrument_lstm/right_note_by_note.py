"""One note after the other, without an axis for notes."""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden, layers, bidirectional=bidirectional)
        self.fc = nn.Linear(hidden * (2 if bidirectional else 1), n_class)
        self.k = 2 if bidirectional else 1

    def one(self, note):
        _, (h, _) = self.lstm(note)
        return self.fc(h[-self.k:].flatten())

    def forward(self, x):
        return torch.stack([self.one(note) for note in x])
