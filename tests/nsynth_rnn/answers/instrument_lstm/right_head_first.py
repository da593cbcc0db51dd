"""The linear layer is made first; other argument names."""
class InstrumentLSTM(nn.Module):
    def __init__(self, i, h, n, k, bi=False):
        super().__init__()
        self.fc = nn.Linear(h * (1 + int(bi)), k)
        self.rnn = nn.LSTM(input_size=i, hidden_size=h, num_layers=n, bidirectional=bi, batch_first=True)

    def forward(self, x):
        _, (h, _) = self.rnn(x)
        return self.fc(h[-1] if not self.rnn.bidirectional else torch.cat(tuple(h[-2:]), dim=1))
