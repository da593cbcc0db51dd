# %% [markdown]
# # Worked answers of `music_gen_rnn`

# %% [markdown]
# ## Right answers

# %% right="plain"
# Layers one by one.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% right="linear_of_one_hot"
# A linear layer on a one-hot vector.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Linear(129, embedding, bias=False)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(F.one_hot(tokens[..., 0].long(), 129).float()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% right="one_head_for_both_times"
# A linear layer with two outputs is two linear layers.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.times = nn.Linear(hidden, 2)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, *F.softplus(self.times(h)).unbind(-1)), state

# %% right="relu_times"
# ReLU never puts out a negative number.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, torch.relu(self.step(h)).squeeze(-1), torch.relu(self.duration(h)).squeeze(-1)), state

# %% right="exp_times"
# An exponential.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, torch.exp(self.step(h)).squeeze(-1), self.duration(h).exp().squeeze(-1)), state

# %% right="squared_times"
# A square.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, self.step(h)[..., 0] ** 2, self.duration(h)[..., 0] ** 2), state

# %% right="layers_one_by_one"
# One nn.LSTM for each layer; the state is a list.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstms = nn.ModuleList([nn.LSTM(embedding + 2 if i == 0 else hidden, hidden, batch_first=True) for i in range(num_layers)])
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, states = x, []
        for i, lstm in enumerate(self.lstms):
            h, new = lstm(h, None if state is None else state[i])
            states.append(new)
        state = states
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% right="cells"
# LSTM cells in a loop over time.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.hidden, self.cells = hidden, nn.ModuleList([nn.LSTMCell(hidden if i else embedding + 2, hidden) for i in range(num_layers)])
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        if state is None:
            zero = x.new_zeros(len(x), self.hidden)
            state = [(zero, zero) for _ in self.cells]
        outs = []
        for t in range(x.shape[1]):
            now, after = x[:, t], []
            for cell, old in zip(self.cells, state):
                new = cell(now, old)
                after.append(new)
                now = new[0]
            state = after
            outs.append(now)
        h = torch.stack(outs, dim=1)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% right="time_first"
# The sequence axis first inside.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x.transpose(0, 1), state)
        h = h.transpose(0, 1)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% right="sequential_heads"
# Sequentials and flatten.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.pitch = nn.Sequential(nn.Linear(hidden, 300), nn.ReLU(), nn.Linear(300, 129))
        self.times = nn.ModuleDict({k: nn.Sequential(nn.Linear(hidden, 1), nn.Softplus(), nn.Flatten(-2)) for k in ("s", "d")})

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.pitch(h)
        return (logits, self.times["s"](h), self.times["d"](h)), state

# %% right="parameter_table"
# A bare parameter as table.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Parameter(0.1 * torch.randn(129, embedding))
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding[tokens[..., 0].long()], tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% right="times_in_front"
# Step and duration stand before the embedding.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([tokens[..., 1:], self.embedding(tokens[..., 0].long())], dim=2)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% [markdown]
# ## test_the_network_has_the_layers_of_the_picture_and_nothing_else

# %% wrong="embedding_with_bias" hint="embedding has a bias" at_most=90
# A linear layer with its bias.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Linear(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(F.one_hot(tokens[..., 0].long(), 129).float()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="no_begin_token" hint="not 128" at_most=60
# 128 pitches.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(128, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 128)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="lstm_reads_pitch_only" hint="reads the embedding only" at_most=80
# Step and duration are forgotten.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = self.embedding(tokens[..., 0].long())
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="always_three_layers" hint="more weights than in the picture" at_most=90
# The number of layers is typed in.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, 3, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="one_layer" hint="fewer weights than in the picture" at_most=90
# The number of layers is left out.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="hidden_typed_in" hint="other sizes" at_most=60
# 512 units whatever is asked for.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        hidden = 512
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="embedding_typed_in" hint="other sizes" at_most=90
# An embedding of 130 whatever is asked for.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        embedding = 130
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="gru" hint="fewer weights than in the picture" at_most=90
# A GRU.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.GRU(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="no_biases_in_the_lstm" hint="fewer weights" at_most=90
# Without biases.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True, bias=False)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="extra_layer_for_times" hint="more weights" at_most=90
# A hidden layer for the times.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)
        self.more = nn.Linear(hidden, hidden)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        more = torch.relu(self.more(h))
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(more)).squeeze(-1), F.softplus(self.duration(more)).squeeze(-1)), state

# %% wrong="one_layer_for_the_pitch" hint="fewer weights than in the picture" at_most=85
# One linear layer.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.second = nn.Linear(hidden, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(h)
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="hidden_units_between" hint="weights than in the picture" at_most=80
# As many units between as in the LSTM.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, hidden), nn.Linear(hidden, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="layer_norm" hint="more weights than in the picture" at_most=90
# Normalises what the LSTM puts out.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)
        self.norm = nn.LayerNorm(hidden)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        h = self.norm(h)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="two_directions" hint="more weights" at_most=60
# Reads from the end too.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True, bidirectional=True)
        self.first, self.second = nn.Linear(2 * hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(2 * hidden, 1), nn.Linear(2 * hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="smaller_defaults" hint="with the default sizes" at_most=90
# Other defaults.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=256, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="plain_list_of_layers" hint="fewer weights" at_most=75
# PyTorch does not see layers in a list.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)
        self.lists = [self.first]
        del self.first

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.lists[0](h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="stand_in" hint="weights than in the picture" at_most=35
# The stand-in of the text.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.table, self.out = nn.Embedding(129, 129), nn.Linear(2, 2)
    def forward(self, tokens, state=None):
        times = F.softplus(self.out(tokens[..., 1:]))
        return (self.table(tokens[..., 0].long()), times[..., 0], times[..., 1]), None

# %% [markdown]
# ## test_nothing_changes_what_lstm_and_linear_layers_read

# %% wrong="log_of_times_read" hint="as they are" at_most=96
# Reads the times on the log scale of the loss.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), torch.log1p(10 * tokens[..., 1:])], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="tanh_of_the_embedding" hint="as they are" at_most=96
# An activation behind the embedding.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([torch.tanh(self.embedding(tokens[..., 0].long())), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="embedding_of_limited_length" hint="as they are" at_most=96
# Long rows of the embedding are shortened.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding, max_norm=1.0)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="times_at_most_two" hint="as they are" at_most=96
# Long times are cut before they are read.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:].clamp(max=2)], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="relu_behind_the_lstm" hint="what the LSTM puts out" at_most=96
# A ReLU behind the LSTM.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        h = torch.relu(h)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="tanh_behind_the_lstm" hint="what the LSTM puts out" at_most=96
# A second tanh behind the LSTM.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        h = torch.tanh(h)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="normalised_behind_the_lstm" hint="what the LSTM puts out" at_most=96
# Each output has a length of 1.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        h = F.normalize(h, dim=-1)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% [markdown]
# ## test_the_outputs_have_the_shapes_of_the_text_for_any_number_of_notes

# %% wrong="bare_squeeze" hint="bare `squeeze()`" at_most=95
# Squeezes away the only sequence.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(), F.softplus(self.duration(h)).squeeze()), state

# %% wrong="last_axis_left" hint="last axis of 1" at_most=95
# Shape (sequences, notes, 1).
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)), F.softplus(self.duration(h))), state

# %% wrong="logits_turned" hint="shape of the logits is wrong" at_most=70
# Classes before notes, as cross_entropy likes them.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits.transpose(1, 2), F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="flattened" hint="shape of the logits is wrong" at_most=70
# All notes of the batch in one axis.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits.flatten(0, 1), F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="last_note_only" hint="shape of the logits is wrong" at_most=60
# Only the last note.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        h = h[:, -1:]
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="flat_tuple" hint="should return `(logits, step, duration), state`" at_most=30
# Four things side by side.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1), state

# %% wrong="no_return" hint="should return" at_most=30
# Nothing comes back.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        result = (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="no_state_back" hint="should return" at_most=30
# The state is not returned.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1))

# %% [markdown]
# ## test_the_logits_depend_on_this_note_and_those_before_it

# %% wrong="duration_twice" hint="do not depend on its step" at_most=90
# The duration goes in twice, the step never.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 2:], tokens[..., 2:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="step_twice" hint="do not depend on its duration" at_most=90
# The step goes in twice, the duration never.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:2], tokens[..., 1:2]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="reads_backwards" hint="later" at_most=80
# The sequence is turned round before and after the LSTM.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x.flip(1), state)
        h = h.flip(1)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="batch_first_forgotten" hint="two places before" at_most=75
# Notes are taken for sequences.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="last_state_for_all" hint="same at all notes" at_most=75
# The last output stands for all notes.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        h = h[:, -1:].expand_as(h)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="mean_over_notes" hint="later" at_most=75
# Adds the mean over all notes.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        h = h + h.mean(dim=1, keepdim=True)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% [markdown]
# ## test_between_the_two_layers_of_the_pitch_is_a_relu_and_nothing_behind_them

# %% wrong="softmax" hint="are probabilities" at_most=90
# Probabilities.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits.softmax(-1), F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="log_softmax" hint="logarithms of probabilities" at_most=90
# Log-probabilities.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits.log_softmax(-1), F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="no_relu" hint="there should be a ReLU" at_most=90
# Two linear layers are one.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(self.first(h))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="tanh_between" hint="another activation" at_most=90
# Tanh.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.tanh(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="leaky_relu" hint="another activation" at_most=90
# A leaky ReLU.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(F.leaky_relu(self.first(h), 0.1))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="gelu" hint="another activation" at_most=90
# GELU.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(F.gelu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="relu_behind" hint="another activation" at_most=90
# A ReLU behind the logits, none between.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = torch.relu(self.second(self.first(h)) - 1)
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% [markdown]
# ## test_step_and_duration_are_never_negative_and_have_a_layer_each

# %% wrong="negative_times" hint="is negative" at_most=92
# The heads as they are.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, self.step(h).squeeze(-1), self.duration(h).squeeze(-1)), state

# %% wrong="negative_durations" hint="is negative" at_most=92
# Only the step is kept from being negative.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), self.duration(h).squeeze(-1)), state

# %% wrong="sigmoid_times" hint="cannot be larger than 1" at_most=92
# At most one second.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, torch.sigmoid(self.step(h)).squeeze(-1), torch.sigmoid(self.duration(h)).squeeze(-1)), state

# %% wrong="one_layer_for_both" hint="makes both" at_most=85
# The step is the duration.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.step(h) + 0 * self.duration(h)).squeeze(-1)), state

# %% wrong="times_from_the_logits" hint="made from the logits" at_most=92
# The step looks at the logits too.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h) + logits.mean(-1, keepdim=True)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="times_of_the_first_note" hint="same for all notes" at_most=90
# The same step at all notes.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h[:, :1].expand_as(h))).squeeze(-1), F.softplus(self.duration(h[:, :1].expand_as(h))).squeeze(-1)), state

# %% [markdown]
# ## test_token_by_token_with_the_state_handed_on_is_the_same_as_all_at_once

# %% wrong="state_ignored" hint="read in portions" at_most=85
# The LSTM never gets the state.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="state_not_updated" hint="read in portions" at_most=85
# Gives back the state that came in.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, _ = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="only_h_kept" hint="read in portions" at_most=85
# The cell state is thrown away.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        state = (state[0], torch.zeros_like(state[1]))
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="state_halved" hint="read in portions" at_most=85
# The state fades.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        state = tuple(s / 2 for s in state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="position_added" hint="read in portions" at_most=85
# Counts notes from the start of each call.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        x = x + 0.1 * torch.arange(x.shape[1])[:, None]
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% [markdown]
# ## test_each_call_without_a_state_begins_with_an_empty_memory

# %% wrong="remembers" hint="empty memory" at_most=92
# Keeps the state as an attribute.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)
        self.kept = None

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        if state is None and self.kept is not None and self.kept[0].shape[1] == len(x):
            state = self.kept
        h, state = self.lstm(x, state)
        self.kept = tuple(s.detach() for s in state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="remembers_in_training" hint="empty memory" at_most=95
# Keeps the state while it trains.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)
        self.kept = None

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        if self.training and state is None and self.kept is not None and self.kept[0].shape[1] == len(x):
            state = self.kept
        h, state = self.lstm(x, state)
        self.kept = tuple(s.detach() for s in state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="random_start" hint="empty memory" at_most=80
# The memory begins with noise.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        if state is None:
            state = tuple(torch.randn(self.lstm.num_layers, len(x), self.lstm.hidden_size) for _ in range(2))
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="batch_mean" hint="other sequences of the batch" at_most=95
# Adds the mean over the batch.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        h = h + h.mean(dim=0, keepdim=True)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% [markdown]
# ## test_training_and_evaluation_mode_give_the_same_outputs

# %% wrong="dropout" hint="training mode" at_most=96
# Dropout between the layers of the LSTM.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True, dropout=0.3)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="dropout_before_the_heads" hint="training mode" at_most=96
# Dropout on what the LSTM puts out.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        h = F.dropout(h, 0.3, self.training)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% [markdown]
# ## test_every_part_can_learn

# %% wrong="frozen_embedding" hint="gets no gradient" at_most=95
# The embedding does not learn.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)
        self.embedding.weight.requires_grad_(False)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="detached_times" hint="does not reach the LSTM" at_most=95
# The times do not reach the LSTM.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h.detach())).squeeze(-1), F.softplus(self.duration(h.detach())).squeeze(-1)), state

# %% wrong="detached_pitch" hint="gets no gradient" at_most=95
# Nothing of the embedding learns.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()).detach(), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="no_grad" hint="do not hang on the graph" at_most=95
# Without gradients.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return tuple(part.detach() for part in (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1))), state

# %% wrong="padding_pitch" hint="129 pitches" at_most=95
# Pitch 0 is taken for padding.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding, padding_idx=0)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state

# %% wrong="begin_token_is_padding" hint="129 pitches" at_most=95
# The begin token never learns.
class MusicGenRNN(nn.Module):
    def __init__(self, num_layers=3, hidden=512, embedding=130):
        super().__init__()
        self.embedding = nn.Embedding(129, embedding, padding_idx=128)
        self.lstm = nn.LSTM(embedding + 2, hidden, num_layers, batch_first=True)
        self.first, self.second = nn.Linear(hidden, 300), nn.Linear(300, 129)
        self.step, self.duration = nn.Linear(hidden, 1), nn.Linear(hidden, 1)

    def forward(self, tokens, state=None):
        x = torch.cat([self.embedding(tokens[..., 0].long()), tokens[..., 1:]], dim=-1)
        h, state = self.lstm(x, state)
        logits = self.second(torch.relu(self.first(h)))
        return (logits, F.softplus(self.step(h)).squeeze(-1), F.softplus(self.duration(h)).squeeze(-1)), state
