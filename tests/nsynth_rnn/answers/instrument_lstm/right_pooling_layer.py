"""The maximum over the steps by a pooling layer, which has no weights."""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size: int, hidden: int, layers: int, n_class: int, bidirectional: bool = False) -> None:
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden, num_layers=layers, bidirectional=bool(bidirectional), dropout=0.0)
        self.pool = nn.AdaptiveMaxPool1d(1)
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(hidden * (1 + bidirectional), n_class))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out, _ = self.lstm(x.permute(1, 0, 2))
        return self.head(self.pool(out.permute(1, 2, 0)))
