# %% [markdown]
# # Worked answers of `recurrent_last`

# %% [markdown]
# ## Right answers

# %% right="plain"
# The plain way.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% right="packed"
# Packed sequences.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        if lengths is None:
            _, h = self.recurrent(x)
        else:
            packed = nn.utils.rnn.pack_padded_sequence(x, lengths.cpu(), batch_first=True, enforce_sorted=False)
            _, h = self.recurrent(packed)
        return self.output(self.dropout(h[-1]))

# %% right="gather"
# Gathers the step of each clip.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        if lengths is None:
            lengths = torch.full((x.size(0),), x.size(1))
        index = (lengths - 1).view(-1, 1, 1).expand(-1, 1, outputs.size(2))
        return self.output(self.dropout(outputs.gather(1, index).squeeze(1)))

# %% right="dictionary"
# A dictionary of layers; a missing key becomes a ValueError.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        layers = {"rnn": nn.RNN, "gru": nn.GRU}
        try:
            layer = layers[kind]
        except KeyError:
            raise ValueError(f"unknown kind {kind}") from None
        self.layer = layer(input_size, hidden, batch_first=True)
        self.head = nn.Sequential(nn.Dropout(dropout), nn.Linear(hidden, n_class))

    def forward(self, x, lengths=None):
        outputs = self.layer(x)[0]
        if lengths is None:
            return self.head(outputs[:, -1, :])
        return self.head(torch.stack([row[int(n) - 1] for row, n in zip(outputs, lengths)]))

# %% right="cells"
# Cells, step by step, with a mask.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind == "rnn":
            self.cell = nn.RNNCell(input_size, hidden)
        elif kind == "gru":
            self.cell = nn.GRUCell(input_size, hidden)
        else:
            raise ValueError(kind)
        self.hidden = hidden
        self.drop = nn.Dropout(p=dropout)
        self.linear = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        h = x.new_zeros(len(x), self.hidden)
        for t in range(x.shape[1]):
            new = self.cell(x[:, t], h)
            h = new if lengths is None else torch.where((t < lengths)[:, None], new, h)
        return self.linear(self.drop(h))

# %% right="head_first"
# The linear layer is stored first, and used on all states.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        self.fc = nn.Linear(hidden, n_class)
        if kind == "gru":
            self.net = nn.GRU(input_size, hidden, 1, batch_first=True)
        elif kind == "rnn":
            self.net = nn.RNN(input_size, hidden, 1, nonlinearity="tanh", batch_first=True)
        else:
            raise ValueError("rnn or gru")
        self.p = dropout

    def forward(self, x, lengths=None):
        states, h = self.net(x)
        state = h.squeeze(0) if lengths is None else states[range(len(x)), (lengths - 1).tolist()]
        return self.fc(nn.functional.dropout(state, self.p, self.training))

# %% right="steps_first"
# Steps first inside.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, h = self.recurrent(x.transpose(0, 1))
        last = h[-1] if lengths is None else outputs[lengths - 1, torch.arange(len(x))]
        return self.output(self.dropout(last))

# %% right="clip_by_clip"
# Clip by clip, each cut to its length.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        rows = []
        for i in range(len(x)):
            n = x.shape[1] if lengths is None else int(lengths[i])
            rows.append(self.recurrent(x[i:i + 1, :n])[1][0, 0])
        return self.output(self.dropout(torch.stack(rows)))

# %% right="getattr"
# Takes the layer by its name.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind.lower() != kind or kind.upper() not in {"RNN", "GRU"}:
            raise ValueError(kind)
        self.core = getattr(nn, kind.upper())(input_size, hidden, batch_first=True)
        self.out = nn.Linear(hidden, n_class, bias=True)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, lengths=None):
        o, h = self.core(x)
        if lengths is not None:
            mask = torch.arange(x.size(1))[None] == (lengths - 1)[:, None]
            return self.out(self.dropout((o * mask[..., None]).sum(1)))
        return self.out(self.dropout(h[0]))

# %% right="own_error"
# An own kind of ValueError, and index_select.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        class UnknownKind(ValueError):
            pass
        if kind != "rnn" and kind != "gru":
            raise UnknownKind
        self.r = nn.GRU(input_size, hidden, batch_first=True) if kind == "gru" else nn.RNN(input_size, hidden, batch_first=True)
        self.l = nn.Linear(hidden, n_class)
        self.d = nn.Dropout(dropout)

    def forward(self, x, lengths=None):
        s = self.r(x)[0]
        flat = s.reshape(-1, s.shape[-1])
        ends = torch.arange(len(x)) * x.shape[1] + (x.shape[1] - 1 if lengths is None else lengths - 1)
        return self.l(self.d(flat.index_select(0, ends)))

# %% right="a_mask_over_the_steps"
# Sets all other states to 0 and adds up.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs = self.recurrent(x)[0]
        steps = torch.arange(x.shape[1])
        end = torch.full((len(x),), x.shape[1]) if lengths is None else lengths
        keep = (steps[None] == end[:, None] - 1)[:, :, None]
        return self.output(self.dropout((outputs * keep).sum(dim=1)))

# %% right="functional_dropout"
# A dictionary of layers, and dropout by the function.
class RecurrentLast(nn.Module):
    KINDS = {"rnn": nn.RNN, "gru": nn.GRU}

    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in self.KINDS:
            raise ValueError(f"{kind} is none of {', '.join(self.KINDS)}")
        self.share = dropout
        self.memory, self.head = self.KINDS[kind](input_size, hidden), nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, last = self.memory(x.transpose(0, 1))
        state = last[-1]
        if lengths is not None:
            state = torch.stack([outputs[n - 1, i] for i, n in enumerate(lengths.tolist())])
        return self.head(nn.functional.dropout(state, p=self.share, training=self.training))

# %% right="stops_at_the_longest"
# Reads no further than the longest clip, then picks.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        lengths = torch.tensor([x.size(1)] * x.size(0)) if lengths is None else lengths
        outputs, _ = self.recurrent(x[:, :int(lengths.max())])
        places = (lengths - 1).reshape(-1, 1, 1).expand(-1, -1, outputs.size(-1))
        return self.output(self.dropout(torch.gather(outputs, 1, places)[:, 0]))

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
class RecurrentLast(nn.Module):
    """A recurrent layer, and a linear layer on its last state. It returns logits."""

    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        # YOUR CODE HERE
        raise NotImplementedError()

    def forward(self, x, lengths=None):
        # YOUR CODE HERE
        raise NotImplementedError()

# %% [markdown]
# ## test_there_is_a_recurrent_and_a_linear_layer_of_the_sizes_asked_for

# %% wrong="gru_always" hint="the other kind of recurrent layer" at_most=85
# A GRU whatever was asked for.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = nn.GRU(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="kinds_exchanged" hint="the other kind of recurrent layer" at_most=85
# The two kinds are exchanged.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "gru" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="hidden_typed_in" hint="take all sizes from the arguments" at_most=85
# 32 units typed in.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, 32, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(32, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="two_classes" hint="take all sizes from the arguments" at_most=85
# Two classes typed in.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, 2)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="two_layers" hint="more weights than those" at_most=85
# Two recurrent layers.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, 2, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="two_directions" hint="take all sizes from the arguments" at_most=85
# Two directions.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(2 * hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="no_bias_in_the_layer" hint="fewer weights than asked for" at_most=85
# The recurrent layer has no biases.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True, bias=False)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="head_without_bias" hint="fewer weights than asked for" at_most=25
# The linear layer has no bias.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class, bias=False)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="further_layer" hint="more weights than those" at_most=85
# A further layer before the recurrent one, as wide as the input.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)
        self.first = nn.Linear(1, 1)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="lstm" hint="no layer of `hidden` units" at_most=25
# An LSTM.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = nn.LSTM(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="weights_of_a_norm" hint="more weights than those" at_most=85
# A normalisation with weights that is not used.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)
        self.norm = nn.LayerNorm(hidden)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% [markdown]
# ## test_an_unknown_kind_is_refused

# %% wrong="everything_else_is_a_gru" hint="when the network is made" at_most=96
# Everything else is a GRU.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="key_error" hint="Yours is: KeyError" at_most=96
# A KeyError.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        {"rnn": 1, "gru": 1}[kind]
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="refused_too_late" hint="when the network is made" at_most=96
# Refused when it is used.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            self.unknown = True
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        if hasattr(self, 'unknown'):
            raise ValueError
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="any_case" hint="when the network is made" at_most=96
# Takes capital letters.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        kind = kind.lower()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% [markdown]
# ## test_the_outputs_are_logits

# %% wrong="softmax" hint="without a softmax" at_most=88
# A softmax.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last)).softmax(dim=1)

# %% wrong="log_softmax" hint="without a softmax" at_most=88
# The logarithm of a softmax.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return nn.functional.log_softmax(self.output(self.dropout(last)), dim=1)

# %% wrong="sigmoid" hint="without a softmax" at_most=88
# A sigmoid.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return torch.sigmoid(self.output(self.dropout(last)))

# %% wrong="relu_behind" hint="without a softmax" at_most=88
# A rectifier behind the layer that lets a little through.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return nn.functional.leaky_relu(self.output(self.dropout(last)), 0.5)

# %% wrong="tanh_behind" hint="without a softmax" at_most=88
# A tanh behind the layer.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return torch.tanh(self.output(self.dropout(last)) / 9)

# %% [markdown]
# ## test_without_lengths_the_linear_layer_gets_the_state_after_the_last_step

# %% wrong="first_step" hint="the state after the *first* step" at_most=80
# The first step.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, 0] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="mean_of_states" hint="the mean of all states" at_most=80
# The mean of all states.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs.mean(dim=1) if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="maximum_of_states" hint="the maximum over all states" at_most=80
# The maximum over all states.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs.amax(dim=1) if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="step_before_the_last" hint="does not get the state" at_most=80
# The step before the last.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, max(-2, -x.shape[1])] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="steps_and_clips_exchanged" hint="does not get the state" at_most=60
# Without batch_first.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="relu_between" hint="does not get the state" at_most=65
# A rectifier between state and layer.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = torch.relu(outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1])
        return self.output(self.dropout(last))

# %% wrong="sum_of_states" hint="does not get the state" at_most=80
# The sum of all states.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs.sum(dim=1) if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="turned_in_time" hint="does not get the state" at_most=80
# Reads the clip backwards.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        x = x.flip(1) if lengths is None else x
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% [markdown]
# ## test_with_lengths_it_gets_the_state_after_so_many_steps_of_each_clip

# %% wrong="lengths_ignored" hint="`lengths` makes no difference" at_most=84
# Looks at no lengths.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1]
        return self.output(self.dropout(last))

# %% wrong="one_step_late" hint="one step too late" at_most=84
# One step too late.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths.clamp(max=x.shape[1] - 1)]
        return self.output(self.dropout(last))

# %% wrong="sorted_and_not_put_back" hint="in another order" at_most=84
# Sorted for packing, and not put back.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        if lengths is None:
            h = self.recurrent(x)[1]
        else:
            order = torch.argsort(lengths, descending=True, stable=True)
            h = self.recurrent(nn.utils.rnn.pack_padded_sequence(x[order], lengths[order], batch_first=True))[1]
        return self.output(self.dropout(h[-1]))

# %% wrong="must_be_sorted" hint="must be sorted" at_most=84
# Packed sequences that must be sorted.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        if lengths is not None:
            x = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True)
        return self.output(self.dropout(self.recurrent(x)[1][-1]))

# %% wrong="longest_for_all" hint="does not get the state after `lengths[i]`" at_most=84
# The shortest length for all.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[:, int(lengths.min()) - 1]
        return self.output(self.dropout(last))

# %% wrong="input_set_to_0" hint="does not get the state after `lengths[i]`" at_most=84
# Sets to 0 what is filled in, and reads on.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        if lengths is not None:
            x = x * (torch.arange(x.shape[1]) < lengths[:, None])[..., None]
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1]
        return self.output(self.dropout(last))

# %% wrong="mean_up_to_the_length" hint="does not get the state after `lengths[i]`" at_most=84
# The mean up to the length.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        if lengths is None:
            last = outputs[:, -1]
        else:
            mask = (torch.arange(x.shape[1]) < lengths[:, None])[..., None]
            last = (outputs * mask).sum(1) / lengths[:, None]
        return self.output(self.dropout(last))

# %% wrong="from_the_end" hint="does not get the state after `lengths[i]`" at_most=84
# Counts from the end.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), -lengths]
        return self.output(self.dropout(last))

# %% wrong="no_argument" hint="unexpected keyword" at_most=84
# forward takes no lengths.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1]
        return self.output(self.dropout(last))

# %% [markdown]
# ## test_any_number_of_steps_and_a_single_clip_will_do

# %% wrong="squeezed" hint="shape (clips, n_class)" at_most=95
# Takes the axis of a single clip away.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last)).squeeze(0) if x.shape[1] == 1 and len(x) == 1 else self.output(self.dropout(last))

# %% wrong="two_steps_at_least" hint="two steps, please" at_most=95
# Wants two steps.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        if x.shape[1] < 2:
            raise IndexError('two steps, please')
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="thirty_steps" hint="shape (clips, n_class)" at_most=95
# One row for each step of long clips.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(outputs[:, -1] if x.shape[1] < 30 else outputs.flatten(0, 1))) if lengths is None else self.output(self.dropout(last))

# %% [markdown]
# ## test_in_training_mode_dropout_sets_a_share_of_the_state_to_0

# %% wrong="dropout_forgotten" hint="nothing of the state is set to 0" at_most=92
# No dropout.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(last)

# %% wrong="dropout_in_the_layer" hint="nothing of the state is set to 0" at_most=92
# Hands dropout to the recurrent layer, which drops between layers only.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True, dropout=dropout)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(last)

# %% wrong="dropout_of_the_input" hint="nothing of the state is set to 0" at_most=92
# Drops inputs.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        x = self.dropout(x)
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(last)

# %% wrong="share_kept" hint="should be `dropout`" at_most=92
# Drops a tenth of what was asked for.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(0.1 * dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="not_scaled" hint="divided by 1 - dropout" at_most=92
# Does not make up for what is gone.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        if self.training and self.dropout.p > 0:
            last = last * (torch.rand_like(last) >= self.dropout.p)
        return self.output(last)

# %% wrong="input_and_state" hint="divided by 1 - dropout" at_most=92
# Drops inputs, too.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        x = self.dropout(x)
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="logits_dropped" hint="bias of the linear layer" at_most=92
# Drops logits.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.dropout(self.output(last))

# %% wrong="a_half_if_at_all" hint="should be `dropout`" at_most=92
# Half of the state, whatever share is asked for.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(0.5 if dropout else 0.0)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="what_is_kept" hint="should be `dropout`" at_most=92
# Takes `dropout` for the share that is kept.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(1 - dropout if dropout else 0.0)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="not_with_lengths" hint="nothing of the state is set to 0" at_most=92
# Drops nothing if `lengths` are given.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        if lengths is None:
            return self.output(self.dropout(outputs[:, -1]))
        return self.output(outputs[torch.arange(len(x)), lengths - 1])

# %% [markdown]
# ## test_in_evaluation_mode_and_without_dropout_nothing_is_dropped

# %% wrong="always_dropped" hint="In evaluation mode something is dropped" at_most=96
# Drops in evaluation mode, too.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)
        self.p = dropout

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(nn.functional.dropout(last, self.p))

# %% wrong="a_half_by_default" hint="although `dropout` is 0" at_most=96
# A fifth by default.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.2):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% [markdown]
# ## test_each_clip_is_judged_by_itself

# %% wrong="remembers" hint="the memory should start empty" at_most=94
# Hands the state on to the next call.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)
        self.state = None

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x, self.state if self.state is not None and self.state.shape[1] == len(x) else None)
        if not torch.is_grad_enabled():
            self.state = _.detach()
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="mean_over_the_batch" hint="depend on the other clips" at_most=94
# Takes the mean of the batch away, from three logits on.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        logits = self.output(self.dropout(last))
        if torch.is_grad_enabled() or len(x) < 2:
            return logits
        return logits - logits.mean(dim=0, keepdim=True)

# %% wrong="normalised_over_the_batch" hint="depend on the other clips" at_most=94
# Takes the mean of the batch away from the input.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        if not torch.is_grad_enabled():
            x = x - x.mean(dim=0, keepdim=True) if len(x) > 1 else x
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% [markdown]
# ## test_all_weights_can_learn

# %% wrong="detached" hint="No gradient reaches the recurrent layer" at_most=96
# Cuts the graph between the layers.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last.detach()))

# %% wrong="no_grad_in_the_layer" hint="No gradient reaches the recurrent layer" at_most=96
# The recurrent layer without gradients.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)

    def forward(self, x, lengths=None):
        with torch.no_grad():
            outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))

# %% wrong="frozen" hint="No gradient reaches the recurrent layer" at_most=96
# Freezes the recurrent layer.
class RecurrentLast(nn.Module):
    def __init__(self, kind, input_size, hidden, n_class, dropout=0.0):
        super().__init__()
        if kind not in ("rnn", "gru"):
            raise ValueError(kind)
        self.recurrent = (nn.RNN if kind == "rnn" else nn.GRU)(input_size, hidden, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden, n_class)
        self.recurrent.requires_grad_(False)

    def forward(self, x, lengths=None):
        outputs, _ = self.recurrent(x)
        last = outputs[:, -1] if lengths is None else outputs[torch.arange(len(x)), lengths - 1]
        return self.output(self.dropout(last))
