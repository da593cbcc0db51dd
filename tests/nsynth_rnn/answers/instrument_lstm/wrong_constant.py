"""Zeros.

Hint: there is no LSTM
At most: 10 %
"""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.n_class = n_class

    def forward(self, x):
        return torch.zeros(len(x), self.n_class)
