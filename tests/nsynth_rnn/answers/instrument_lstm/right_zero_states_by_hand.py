"""Makes the empty memory itself, as the original did."""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)
        self.layers, self.hidden = layers, hidden

    def forward(self, x):
        d = 2 if self.bidirectional else 1
        h0 = torch.zeros(self.layers * d, x.size(0), self.hidden).to(x.device)
        c0 = torch.zeros(self.layers * d, x.size(0), self.hidden, device=x.device)
        out, (h, c) = self.lstm(x, (h0, c0))
        h = h.view(self.layers, d, x.size(0), self.hidden)[-1]
        return self.output(h.transpose(0, 1).reshape(x.size(0), d * self.hidden))
