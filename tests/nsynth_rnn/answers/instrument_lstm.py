# %% [markdown]
# # Worked answers of `instrument_lstm`

# %% [markdown]
# ## Right answers

# %% right="backward_half_first"
# The other order of the halves.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-1], h_n[-2]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% right="backward_half_first_between_layers"
# An `nn.LSTM` per layer and direction; the next layer reads the backward reader first.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.both = bidirectional
        sizes = [input_size] + [hidden * (2 if bidirectional else 1)] * (layers - 1)
        self.readers = nn.ModuleList()
        for s in sizes:
            self.readers.append(nn.ModuleDict({"there": nn.LSTM(s, hidden, batch_first=True),
                                               **({"back": nn.LSTM(s, hidden, batch_first=True)} if bidirectional else {})}))
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        for pair in self.readers:
            there, _ = pair["there"](x)
            if self.both:
                back = torch.flip(pair["back"](torch.flip(x, [1]))[0], [1])
                x = torch.cat([back, there], dim=-1)
            else:
                x = there
        if not self.both:
            return self.output(x[:, -1])
        return self.output(torch.cat([there[:, -1], back[:, 0]], 1))

# %% right="backward_readers_stored_first"
# An `nn.LSTM` per layer and direction, in two lists; those that read backwards are made first.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.both = bidirectional
        sizes = [input_size] + [hidden * (2 if bidirectional else 1)] * (layers - 1)
        if bidirectional:
            self.backward_readers = nn.ModuleList(nn.LSTM(s, hidden, batch_first=True) for s in sizes)
        self.forward_readers = nn.ModuleList(nn.LSTM(s, hidden, batch_first=True) for s in sizes)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        for i, reader in enumerate(self.forward_readers):
            there, (h, _) = reader(x)
            if self.both:
                back, (hb, _) = self.backward_readers[i](x.flip(1))
                x = torch.cat([there, back.flip(1)], dim=2)
            else:
                x = there
        summary = torch.cat([h[0], hb[0]], dim=1) if self.both else h[0]
        return self.output(summary)

# %% right="cells_step_by_step"
# LSTM cells in loops over the steps, for each direction.
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

# %% right="head_first"
# The linear layer is made first; other argument names.
class InstrumentLSTM(nn.Module):
    def __init__(self, i, h, n, k, bi=False):
        super().__init__()
        self.fc = nn.Linear(h * (1 + int(bi)), k)
        self.rnn = nn.LSTM(input_size=i, hidden_size=h, num_layers=n, bidirectional=bi, batch_first=True)

    def forward(self, x):
        _, (h, _) = self.rnn(x)
        return self.fc(h[-1] if not self.rnn.bidirectional else torch.cat(tuple(h[-2:]), dim=1))

# %% right="last_states"
# The last states of the last layer.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% right="layers_in_a_list"
# One `nn.LSTM` per layer in a ModuleList.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.both = bidirectional
        ways = 2 if bidirectional else 1
        self.hidden = hidden
        self.stack = nn.ModuleList(
            nn.LSTM(input_size if layer == 0 else ways * hidden, hidden, batch_first=True, bidirectional=bidirectional)
            for layer in range(layers))
        self.head = nn.Linear(ways * hidden, n_class)

    def forward(self, x):
        for layer in self.stack:
            x, _ = layer(x)
        if self.both:
            x = torch.cat([x[:, -1, :self.hidden], x[:, 0, self.hidden:]], 1)
        else:
            x = x[:, -1]
        return self.head(x)

# %% right="maximum_over_steps"
# The maximum over all steps, in both cases.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        out = self.lstm(x)[0]
        summary, _ = out.max(dim=1)
        return self.output(summary)

# %% right="mean_over_steps"
# The mean over all steps, in both cases.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.output(out.mean(dim=1))

# %% right="moved_to_device"
# The class moves its input, and the cell a network.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        x = x.to(self.output.weight.device)
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
my_net = InstrumentLSTM(160, 128, 3, 10).to(device)

# %% right="note_by_note"
# One note after the other, without an axis for notes.
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

# %% right="outputs_at_both_ends"
# From the outputs: forward at the last step, backward at the first.
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
        return self.output(torch.cat((out[:, -1, :self.hidden], out[:, 0, self.hidden:]), dim=-1))

# %% right="own_start_weights"
# Another start of the weights, and the bias of the forget gate at 1.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

        for name, weights in self.lstm.named_parameters():
            if "weight" in name:
                nn.init.orthogonal_(weights)
            else:
                nn.init.zeros_(weights)
                weights.data[hidden:2 * hidden] = 0.5

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% right="packed_sequence"
# Packs the notes, which are all equally long.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        lengths = torch.full((len(x),), x.shape[1], dtype=torch.long)
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True)
        _, (h_n, _) = self.lstm(packed)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% right="pooling_layer"
# The maximum over the steps by a pooling layer, which has no weights.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size: int, hidden: int, layers: int, n_class: int, bidirectional: bool = False) -> None:
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden, num_layers=layers, bidirectional=bool(bidirectional), dropout=0.0)
        self.pool = nn.AdaptiveMaxPool1d(1)
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(hidden * (1 + bidirectional), n_class))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out, _ = self.lstm(x.permute(1, 0, 2))
        return self.head(self.pool(out.permute(1, 2, 0)))

# %% right="steps_first"
# Without batch_first: the axes are exchanged before.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        out, (h_n, c_n) = self.lstm(x.transpose(0, 1))
        last = h_n[-2:].permute(1, 0, 2).flatten(1) if self.bidirectional else h_n[-1]
        return self.output(last)

# %% right="tries_it_out"
# Makes networks and prints at the bottom of the cell; calls `flatten_parameters`.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        self.lstm.flatten_parameters()
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

for both in (True, False):
    net = InstrumentLSTM(160, 128, 3, len(FAMILIES), both)
    print(sum(p.numel() for p in net.parameters()), net(X_train[:2]).shape)

# %% right="upper_layers_stored_first"
# The layers above the first are made before it.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        w = hidden * (1 + bidirectional)
        self.upper = nn.ModuleList(reversed([nn.LSTM(w, hidden, batch_first=True, bidirectional=bidirectional) for _ in range(layers - 1)]))
        self.first = nn.LSTM(input_size, hidden, batch_first=True, bidirectional=bidirectional)
        self.fc, self.k = nn.Linear(w, n_class), 1 + bidirectional
    def forward(self, x):
        x, (h, _) = self.first(x)
        for l in reversed(self.upper):
            x, (h, _) = l(x)
        return self.fc(torch.cat(h[-self.k:].unbind(0), 1))

# %% right="zero_states_by_hand"
# Makes the empty memory itself, as the original did.
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

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
class InstrumentLSTM(nn.Module):
    """An LSTM that reads a note, and a linear layer that names its family. It returns logits."""

    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        # YOUR CODE HERE
        raise NotImplementedError()

    def forward(self, x):
        # YOUR CODE HERE
        raise NotImplementedError()

# %% [markdown]
# ## test_there_is_one_row_of_logits_per_note_for_any_number_of_steps

# %% wrong="all_steps_flattened" hint="sizes do not fit together" at_most=10
# All outputs go into the linear layer, which fixes the number of steps.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(100 * hidden * (2 if bidirectional else 1), n_class)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.output(out.flatten(1))

# %% wrong="argmax" hint="returns classes" at_most=24
# Returns classes.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary).argmax(dim=1)

# %% wrong="constant" hint="there is no LSTM" at_most=1
# Zeros.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.n_class = n_class

    def forward(self, x):
        return torch.zeros(len(x), self.n_class)

# %% wrong="globals" hint="use the argument" at_most=29
# Uses HIDDEN of the notebook and FAMILIES.
HIDDEN = 32
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, HIDDEN, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * HIDDEN if bidirectional else HIDDEN, len(FAMILIES))

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% wrong="input_typed_in" hint="`input_size` features" at_most=76
# Always 160 features.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(160, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% wrong="layers_made_in_forward" hint="there is no LSTM" at_most=1
# New random layers at each call.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.sizes = input_size, hidden, layers, n_class
        self.both = bidirectional

    def forward(self, x):
        input_size, hidden, layers, n_class = self.sizes
        lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=self.both)
        _, (h_n, _) = lstm(x)
        return nn.Linear(hidden, n_class)(h_n[-1])

# %% wrong="linear_only" hint="there is no LSTM" at_most=0
# No LSTM at all: a linear layer on the first step.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.output = nn.Linear(input_size, n_class)

    def forward(self, x):
        return self.output(x[:, 0])

# %% wrong="logits_at_every_step" hint="for every step" at_most=24
# No summary.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.output(out)

# %% wrong="no_return" hint="returns nothing" at_most=24
# The result is dropped.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        self.output(summary)

# %% wrong="squeeze" hint="`squeeze()`" at_most=93
# A single note loses its axis.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary).squeeze()

# %% wrong="device_from_outside" hint="`device` is defined neither in this cell nor" at_most=93
# The network uses the variable `device`, which is no argument and only defined further down.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.two, self.layers, self.hidden = bidirectional, layers, hidden
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.fc = nn.Linear(hidden * (2 if bidirectional else 1), n_class)

    def forward(self, x):
        start = torch.zeros(self.layers * (2 if self.two else 1), x.size(0), self.hidden).to(device)
        _, (h_n, _) = self.lstm(x, (start, start))
        return self.fc(torch.cat([h_n[-2], h_n[-1]], dim=1) if self.two else h_n[-1])

# %% wrong="at_most_hundred_steps" hint="Of a long note only the first steps" at_most=93
# Only the first 100 steps are read, so longer notes are not heard to their end.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.two = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.fc = nn.Linear(hidden * (2 if bidirectional else 1), n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x[:, :100])
        return self.fc(torch.cat([h_n[-2], h_n[-1]], dim=1) if self.two else h_n[-1])

# %% [markdown]
# ## test_the_sizes_are_the_arguments_and_nothing_else_is_in_the_network

# %% wrong="all_layers_viewed" hint="linear layer" at_most=29
# The states of all layers go into the linear layer.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear((2 if bidirectional else 1) * layers * hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        return self.output(h_n.view(x.shape[0], -1))

# %% wrong="always_two_directions" hint="number of directions is wrong" at_most=65
# Two directions whether asked for or not.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = True
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=True)
        self.output = nn.Linear(2 * hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% wrong="extra_layer" hint="further layer" at_most=79
# A further linear layer in front of the last.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.middle = nn.Linear(2 * hidden if bidirectional else hidden, 50)
        self.output = nn.Linear(50, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(torch.relu(self.middle(summary)))

# %% wrong="gru" hint="there is no LSTM" at_most=29
# A GRU instead of an LSTM.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.GRU(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, h_n = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% wrong="hidden_typed_in" hint="`hidden` units" at_most=86
# Always 128 units.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, 128, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * 128 if bidirectional else 128, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% wrong="never_two_directions" hint="number of directions is wrong" at_most=60
# The argument is ignored.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        return self.output(h_n[-1])

# %% wrong="no_head_bias" hint="should have a bias" at_most=87
# The linear layer has no bias.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class, bias=False)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% wrong="no_lstm_biases" hint="should have its biases" at_most=87
# The LSTM has no biases.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bias=False, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% wrong="one_layer" hint="`layers` layers" at_most=87
# The number of layers is forgotten.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% wrong="rnn_of_tanh_units" hint="there is no LSTM" at_most=29
# A plain recurrent network.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.RNN(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, h_n = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% wrong="three_layers_typed_in" hint="`layers` layers" at_most=87
# Always three layers.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, 3, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% wrong="two_directions_by_default" hint="without `bidirectional`" at_most=87
# The default was changed.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=True):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% wrong="two_separate_stacks" hint="each should read what all readers of the layer below put out" at_most=51
# Two LSTMs that never meet: the upper layers read one direction only.
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

# %% wrong="unused_layer" hint="further layer" at_most=87
# A layer that is never used.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)
        self.spare = nn.Linear(3, 3)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% wrong="layer_used_again" hint="The LSTM does not have `layers` layers: use" at_most=86
# All layers above the second are the same layer, used again: they share their weights.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        width = hidden * (2 if bidirectional else 1)
        self.layers = layers
        self.first = nn.LSTM(input_size, hidden, batch_first=True, bidirectional=bidirectional)
        self.upper = nn.LSTM(width, hidden, batch_first=True, bidirectional=bidirectional)
        self.fc = nn.Linear(width, n_class)

    def forward(self, x):
        outputs, (h_n, _) = self.first(x)
        for _ in range(self.layers - 1):
            outputs, (h_n, _) = self.upper(outputs)
        return self.fc(torch.cat(list(h_n), dim=1))

# %% [markdown]
# ## test_with_one_direction_the_summary_is_what_the_reader_says_at_the_end

# %% wrong="middle_step" hint="a step in between" at_most=86
# The output in the middle of the note, with one direction.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        out, (h_n, _) = self.lstm(x)
        return self.output(torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else out[:, x.shape[1] // 2])

# %% wrong="first_step_of_both" hint="output at the *first* step" at_most=55
# The output at the first step, whatever the directions.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.output(out[:, 0, :])

# %% wrong="first_step_with_one_direction" hint="output at the *first* step" at_most=86
# Right with two directions; with one the first step.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        out, (h_n, _) = self.lstm(x)
        return self.output(torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else out[:, 0])

# %% wrong="batch_first_forgotten" hint="batch_first=True" at_most=51
# Notes are taken for steps.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.output(out[:, -1, :])

# %% wrong="first_layer_of_h_n" hint="from a lower layer" at_most=60
# The first entries of h_n: those of the first layer.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[0], h_n[1]], dim=1) if self.bidirectional else h_n[0]
        return self.output(summary)

# %% wrong="random_start" hint="other logits" at_most=44
# The memory starts with random numbers.
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

# %% wrong="mean_over_layers" hint="The summary is the mean over the layers" at_most=88
# With one direction the mean over the layers of h_n is taken, not the last layer.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.two = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.fc = nn.Linear(hidden * (2 if bidirectional else 1), n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        return self.fc(torch.cat([h_n[-2], h_n[-1]], dim=1) if self.two else h_n.mean(dim=0))

# %% wrong="forward_one_step_short" hint="The summary is the output at a step" at_most=60
# The forward reader is taken at the last step but one.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.hidden, self.two = hidden, bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.fc = nn.Linear(hidden * (2 if bidirectional else 1), n_class)

    def forward(self, x):
        outputs, _ = self.lstm(x)
        last = max(x.size(1) - 2, 0)
        summary = outputs[:, last, : self.hidden]
        if self.two:
            summary = torch.cat([summary, outputs[:, 0, self.hidden :]], dim=1)
        return self.fc(summary)

# %% [markdown]
# ## test_with_two_directions_each_reader_has_heard_the_whole_note

# %% wrong="first_step_of_both_in_two_directions" hint="There the *forward* reader has read one step only" at_most=69
# Right with one direction; the first step with two.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        out, (h_n, _) = self.lstm(x)
        return self.output(out[:, 0, :] if self.bidirectional else h_n[-1])

# %% wrong="backward_reader_only" hint="linear layer takes `hidden` numbers" at_most=69
# The last entry of h_n is the backward reader alone; the layer fits one reader.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        return self.output(h_n[-1])

# %% wrong="h_n_sorted_by_direction" hint="comes from a lower layer. `h_n`" at_most=69
# h_n is read as if all forward readers came first: h_n[layers - 1] and h_n[-1] are taken.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.two, self.layers = bidirectional, layers
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.fc = nn.Linear(hidden * (2 if bidirectional else 1), n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        if self.two:
            return self.fc(torch.cat([h_n[self.layers - 1], h_n[-1]], dim=1))
        return self.fc(h_n[-1])

# %% wrong="sum_of_readers" hint="With two directions the linear layer takes `hidden`" at_most=74
# The two readers are added, and the linear layer fits one.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(hidden, n_class)
    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        return self.output(h_n[-2] + h_n[-1] if self.bidirectional else h_n[-1])

# %% wrong="each_reader_where_it_begins" hint="where its reader *begins*" at_most=75
# Ends exchanged.
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

# %% wrong="forward_reader_twice" hint="same reader" at_most=75
# Both halves come from the forward reader.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-2]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% wrong="last_step_of_both" hint="There the *backward* reader has read one step only" at_most=75
# The original's summary: at the last step the backward reader has only begun.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.output(out[:, -1, :])

# %% wrong="view_of_h_n" hint="mixes layers and notes" at_most=65
# h_n reshaped: the notes of a batch are mixed.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.ways = 2 if bidirectional else 1
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(self.ways * hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        last = h_n[-self.ways:]
        return self.output(last.reshape(x.shape[0], -1))

# %% wrong="both_readers_forwards" hint="Both readers read from the first step to" at_most=74
# Two LSTMs per layer, but both read from the first step to the last: the note is never turned round.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        ways = 2 if bidirectional else 1
        self.stack = nn.ModuleList(
            [nn.ModuleList([nn.LSTM(input_size if i == 0 else ways * hidden, hidden, batch_first=True)
                            for _ in range(ways)]) for i in range(layers)])
        self.fc = nn.Linear(ways * hidden, n_class)

    def forward(self, x):
        for readers in self.stack:
            x = torch.cat([reader(x)[0] for reader in readers], dim=2)
        return self.fc(x[:, -1])

# %% wrong="not_turned_back" hint="What the linear layer gets is not what" at_most=74
# What the backward reader of a layer puts out is not turned back in time before the next layer reads it.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        ways = 2 if bidirectional else 1
        sizes = [input_size if i == 0 else ways * hidden for i in range(layers)]
        self.there = nn.ModuleList([nn.LSTM(size, hidden, batch_first=True) for size in sizes])
        self.back = nn.ModuleList([nn.LSTM(size, hidden, batch_first=True) for size in sizes] if bidirectional else [])
        self.fc = nn.Linear(ways * hidden, n_class)

    def forward(self, x):
        for i, there in enumerate(self.there):
            outputs = there(x)[0]
            if len(self.back):
                outputs = torch.cat([outputs, self.back[i](torch.flip(x, [1]))[0]], dim=2)
            x = outputs
        return self.fc(x[:, -1])

# %% [markdown]
# ## test_the_summary_goes_into_the_linear_layer_as_it_is

# %% wrong="activation_before_the_output" hint="A ReLU stands between the summary and the" at_most=93
# A ReLU between summary and linear layer.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(torch.relu(summary))

# %% wrong="cell_state" hint="The summary is the cell state `c_n`. Take" at_most=93
# The cell states instead of the outputs.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (_, c_n) = self.lstm(x)
        return self.output(torch.cat([c_n[-2], c_n[-1]], dim=1) if self.bidirectional else c_n[-1])

# %% wrong="normalised_summary" hint="stretched or shrunk" at_most=93
# The summary gets length 1.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)
    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(nn.functional.normalize(summary, dim=1))

# %% wrong="outputs_summed_over_steps" hint="added up over the steps" at_most=93
# The sum over the steps instead of their mean.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)
    def forward(self, x):
        return self.output(self.lstm(x)[0].sum(1))

# %% wrong="tanh_before_linear" hint="A tanh stands between the summary and the" at_most=93
# A further tanh is applied to the summary.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.two = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.fc = nn.Linear(hidden * (2 if bidirectional else 1), n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.two else h_n[-1]
        return self.fc(torch.tanh(summary))

# %% wrong="layer_norm" hint="The summary is normalised (a layer norm) before" at_most=93
# A layer norm without weights stands between the summary and the linear layer.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.two = bidirectional
        width = hidden * (2 if bidirectional else 1)
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.norm = nn.LayerNorm(width, elementwise_affine=False)
        self.fc = nn.Linear(width, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.two else h_n[-1]
        return self.fc(self.norm(summary))

# %% wrong="input_levelled" hint="The notes are scaled inside the network before" at_most=93
# Each note is scaled by its root mean square inside the network, which is no part of it.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.two = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.fc = nn.Linear(hidden * (2 if bidirectional else 1), n_class)

    def forward(self, x):
        x = x / x.square().mean(dim=(1, 2), keepdim=True).sqrt().clamp(min=1e-6)
        _, (h_n, _) = self.lstm(x)
        return self.fc(torch.cat([h_n[-2], h_n[-1]], dim=1) if self.two else h_n[-1])

# %% wrong="memory_starts_with_ones" hint="The memory starts with ones. It should start" at_most=93
# The memory starts with ones, not with zeros.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.ways, self.layers, self.hidden = 2 if bidirectional else 1, layers, hidden
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.fc = nn.Linear(hidden * self.ways, n_class)

    def forward(self, x):
        start = torch.ones(self.ways * self.layers, x.size(0), self.hidden, device=x.device)
        _, (h_n, _) = self.lstm(x, (start, start))
        return self.fc(torch.cat([h_n[-2], h_n[-1]], dim=1) if self.ways == 2 else h_n[-1])

# %% wrong="maximum_of_absolutes" hint="The largest *absolute* value over the steps is" at_most=93
# The largest absolute value over the steps is taken, not the maximum.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.fc = nn.Linear(hidden * (2 if bidirectional else 1), n_class)

    def forward(self, x):
        outputs, _ = self.lstm(x)
        return self.fc(outputs.abs().amax(dim=1))

# %% wrong="median_over_steps" hint="The median over the steps is taken. Take" at_most=93
# The median over the steps is taken, which is neither mean nor maximum nor the end.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.fc = nn.Linear(hidden * (2 if bidirectional else 1), n_class)

    def forward(self, x):
        outputs, _ = self.lstm(x)
        return self.fc(outputs.median(dim=1).values)

# %% wrong="mean_of_last_ten" hint="The mean leaves steps out. Take that over" at_most=93
# The mean of the last ten steps is taken, not of all.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.fc = nn.Linear(hidden * (2 if bidirectional else 1), n_class)

    def forward(self, x):
        outputs, _ = self.lstm(x)
        return self.fc(outputs[:, -10:].mean(dim=1))

# %% wrong="mean_plus_maximum" hint="Mean and maximum are added. Take one of" at_most=93
# Mean and maximum over the steps are added; one of the two is accepted, their sum is not.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.fc = nn.Linear(hidden * (2 if bidirectional else 1), n_class)

    def forward(self, x):
        outputs, _ = self.lstm(x)
        return self.fc(outputs.mean(dim=1) + outputs.max(dim=1).values)

# %% wrong="residual_connections" hint="The input of a layer is added to" at_most=93
# The input of a layer is added to its output where the sizes allow it: nothing else was allowed.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        width = hidden * (2 if bidirectional else 1)
        self.stack = nn.ModuleList([nn.LSTM(input_size if i == 0 else width, hidden, batch_first=True,
                                            bidirectional=bidirectional) for i in range(layers)])
        self.fc = nn.Linear(width, n_class)

    def forward(self, x):
        for lstm in self.stack:
            outputs, _ = lstm(x)
            x = x + outputs if x.shape == outputs.shape else outputs
        return self.fc(x.mean(dim=1))

# %% [markdown]
# ## test_the_outputs_are_logits

# %% wrong="centred_logits" hint="something behind it scales or shifts" at_most=93
# The logits of each note get the mean 0.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)
    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        z = self.output(summary)
        return z - z.mean(1, keepdim=True)

# %% wrong="log_softmax" hint="log-softmax" at_most=93
# Log-probabilities instead of logits.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return torch.log_softmax(self.output(summary), dim=1)

# %% wrong="relu_on_the_output" hint="an activation" at_most=93
# An activation behind the linear layer.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return torch.relu(self.output(summary)) + 0.01 * self.output(summary)

# %% wrong="scaled_logits" hint="something behind it scales or shifts" at_most=93
# A temperature behind the linear layer.
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

# %% wrong="softmax" hint="softmax turns the outputs into probabilities" at_most=93
# Probabilities instead of logits.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return torch.softmax(self.output(summary), dim=1)

# %% [markdown]
# ## test_each_note_is_judged_by_itself

# %% wrong="remembers_the_last_batch" hint="it remembers them" at_most=93
# The memory is handed on to the next batch of the same size.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)
        self.state = None

    def forward(self, x):
        state = self.state if self.state is not None and self.state[0].shape[1] == len(x) else None
        _, (h_n, c_n) = self.lstm(x, state)
        self.state = (h_n.detach(), c_n.detach())
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% wrong="remembers_while_training" hint="remembers" at_most=93
# The memory is handed on while the network is trained.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)
        self.state = None
    def forward(self, x):
        if not self.training or (self.state is not None and self.state[0].shape[1] != len(x)):
            self.state = None
        _, (h_n, c_n) = self.lstm(x, self.state)
        self.state = h_n.detach(), c_n.detach()
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% [markdown]
# ## test_training_and_evaluation_mode_give_the_same_logits

# %% wrong="batch_norm_without_weights" hint="no batch normalisation" at_most=99
# Batch normalisation of the summary, without weights of its own.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)
        self.norm = nn.BatchNorm1d(self.output.in_features, affine=False)
    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(self.norm(summary) if len(x) > 1 else summary)

# %% wrong="dropout_in_the_lstm" hint="dropout" at_most=99
# Dropout between the layers.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, dropout=0.3, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% wrong="dropout_layer" hint="dropout" at_most=99
# Dropout on the summary.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)
        self.dropout = nn.Dropout(0.5)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(self.dropout(summary))

# %% [markdown]
# ## test_every_part_can_learn

# %% wrong="detached_lower_layers" hint="gets no gradient" at_most=94
# The LSTM's outputs are cut off from the graph.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary.detach())

# %% wrong="frozen_biases" hint="Some weights are frozen (`requires_grad` is False): all" at_most=94
# The biases of the LSTM never learn.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)
        for n, p in self.lstm.named_parameters():
            if "bias" in n:
                p.requires_grad_(False)
    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)

# %% wrong="no_grad" hint="gets no gradient" at_most=94
# The LSTM runs without gradients.
class InstrumentLSTM(nn.Module):
    def __init__(self, input_size, hidden, layers, n_class, bidirectional=False):
        super().__init__()
        self.bidirectional = bidirectional
        self.lstm = nn.LSTM(input_size, hidden, layers, batch_first=True, bidirectional=bidirectional)
        self.output = nn.Linear(2 * hidden if bidirectional else hidden, n_class)

    def forward(self, x):
        with torch.no_grad():
            _, (h_n, _) = self.lstm(x)
        summary = torch.cat([h_n[-2], h_n[-1]], dim=1) if self.bidirectional else h_n[-1]
        return self.output(summary)
