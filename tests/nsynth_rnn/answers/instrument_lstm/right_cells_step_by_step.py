"""LSTM cells in loops over the steps, for each direction."""
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.ways, self.units = (2 if bidirectional else 1), hidden
        sizes = [input_size] + [hidden * self.ways] * (layers - 1)
        self.cells = nn.ModuleList(nn.LSTMCell(size, hidden) for size in sizes for _ in range(self.ways))
        self.output = nn.Linear(hidden * self.ways, n_class)

    def forward(self, x):
        sequence = list(x.unbind(1))
        for layer in range(len(self.cells) // self.ways):
            read = []
            for way in range(self.ways):
                state, outputs = None, []
                for step in (sequence if way == 0 else sequence[::-1]):
                    state = self.cells[layer * self.ways + way](step, state)
                    outputs.append(state[0])
                read.append((outputs, state[0]))
            forward = read[0][0]
            sequence = forward if self.ways == 1 else [torch.cat(pair, 1) for pair in zip(forward, read[1][0][::-1])]
        return self.output(torch.cat([last for _, last in read], dim=1))
