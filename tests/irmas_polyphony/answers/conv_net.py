# %% [markdown]
# # Worked answers of `conv_net`

# %% [markdown]
# ## Right answers

# %% right="adaptive_pool"
# Adaptive pooling, convolutions with a bias.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        def block(a, b, stride):
            return nn.Sequential(nn.Conv2d(a, b, 3, stride, 1), nn.BatchNorm2d(b), nn.LeakyReLU(slope, inplace=True))
        late = (2, 1) if rnn else (2, 2)
        self.rnn = rnn
        self.features = nn.Sequential(block(in_channels, n, 2), block(n, 2 * n, 2), block(2 * n, 4 * n, late),
                                      block(4 * n, 8 * n, late))
        self.pool = nn.AdaptiveAvgPool2d(1)
        if rnn:
            self.memory = nn.GRU(input_size=8 * n, hidden_size=8 * n, num_layers=1, batch_first=True)
        self.head = nn.Linear(8 * n, n_class)

    def forward(self, x):
        f = self.features(x)
        if not self.rnn:
            return self.head(torch.flatten(self.pool(f), 1))
        sequence = f.mean(2).permute(0, 2, 1)
        _, h = self.memory(sequence)
        return self.head(h[-1])

# %% right="functional"
# Functions for the activation, lists of layers.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super(ConvNet, self).__init__()
        widths = [in_channels, n, 2 * n, 4 * n, 8 * n]
        self.convs = nn.ModuleList()
        self.norms = nn.ModuleList()
        for i in range(4):
            s = (2, 1) if (rnn and i > 1) else (2, 2)
            self.convs.append(nn.Conv2d(widths[i], widths[i + 1], kernel_size=3, stride=s, padding=1))
            self.norms.append(nn.BatchNorm2d(widths[i + 1]))
        self.slope, self.is_rnn = slope, rnn
        if rnn:
            self.rnn = nn.GRU(8 * n, 8 * n)
        self.fc = nn.Linear(8 * n, n_class)

    def forward(self, x):
        for conv, norm in zip(self.convs, self.norms):
            x = F.leaky_relu(norm(conv(x)), negative_slope=self.slope)
        if self.is_rnn:
            out, h = self.rnn(x.mean(dim=-2).permute(2, 0, 1))
            return self.fc(out[-1])
        return self.fc(x.flatten(2).mean(dim=-1))

# %% right="four_names"
# Everything written out.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        last = (2, 1) if rnn else 2
        self.conv1 = nn.Conv2d(in_channels, n, 3, 2, 1)
        self.bn1 = nn.BatchNorm2d(n)
        self.conv2 = nn.Conv2d(n, 2 * n, 3, 2, 1)
        self.bn2 = nn.BatchNorm2d(2 * n)
        self.conv3 = nn.Conv2d(2 * n, 4 * n, 3, last, 1)
        self.bn3 = nn.BatchNorm2d(4 * n)
        self.conv4 = nn.Conv2d(4 * n, 8 * n, 3, last, 1)
        self.bn4 = nn.BatchNorm2d(8 * n)
        self.act = nn.LeakyReLU(slope) if slope else nn.ReLU()
        self.use_rnn = rnn
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else nn.Identity()
        self.out = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.act(self.bn1(self.conv1(x)))
        x = self.act(self.bn2(self.conv2(x)))
        x = self.act(self.bn3(self.conv3(x)))
        x = self.act(self.bn4(self.conv4(x)))
        if self.use_rnn:
            return self.out(self.gru(x.mean(dim=2).mT)[1][0])
        return self.out(F.adaptive_avg_pool2d(x, 1)[:, :, 0, 0])

# %% right="formula_activation"
# The activation by a formula.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        self.slope = slope
        strides = [2, 2, (2, 1), (2, 1)] if rnn else [2] * 4
        chans = [in_channels] + [n << i for i in range(4)]
        self.layers = nn.ModuleDict()
        for i, s in enumerate(strides):
            self.layers[f"conv{i}"] = nn.Conv2d(chans[i], chans[i + 1], (3, 3), stride=s, padding=(1, 1))
            self.layers[f"norm{i}"] = nn.BatchNorm2d(chans[i + 1])
        self.reader = nn.GRU(chans[-1], chans[-1], 1, batch_first=True) if rnn else None
        self.classify = nn.Linear(chans[-1], n_class, bias=True)

    def forward(self, x):
        for i in range(4):
            x = self.layers[f"norm{i}"](self.layers[f"conv{i}"](x))
            x = x.clamp(min=0) + self.slope * x.clamp(max=0)
        if self.reader is not None:
            x = x.mean(dim=2).swapaxes(1, 2)
            return self.classify(self.reader(x)[0].select(1, -1))
        return self.classify(torch.einsum("bchw->bc", x) / (x.shape[2] * x.shape[3]))

# %% above="where_activation"
class Block(nn.Module):
    def __init__(self, a, b, stride, slope):
        super().__init__()
        self.c, self.n, self.s = nn.Conv2d(a, b, 3, stride, 1, bias=False), nn.BatchNorm2d(b), slope

    def forward(self, x):
        x = self.n(self.c(x))
        return torch.where(x > 0, x, self.s * x)

# %% right="where_activation"
# `torch.where`, helper class in a cell above.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks, width = [], in_channels
        for i, stride in enumerate([2, 2, (2, 1) if rnn else 2, (2, 1) if rnn else 2]):
            blocks.append(Block(width, n * 2**i, stride, slope))
            width = n * 2**i
        self.body = nn.Sequential(*blocks)
        self.tail = nn.Linear(width, n_class)
        self.time = nn.GRU(width, width, batch_first=True) if rnn else None

    def forward(self, x):
        x = self.body(x)
        return self.tail(self.time(x.mean(2).transpose(2, 1))[0][:, -1, :] if self.time else x.mean([2, 3]))

# %% right="block_class"
# A class for the block; the last hidden state is the last output.
class Block(nn.Module):
    def __init__(self, inside, outside, stride, slope):
        super().__init__()
        self.conv = nn.Conv2d(inside, outside, kernel_size=(3, 3), stride=stride, padding=(1, 1), bias=False)
        self.norm = nn.BatchNorm2d(outside)
        self.slope = slope

    def forward(self, x):
        return F.leaky_relu(self.norm(self.conv(x)), self.slope) if self.slope else F.relu(self.norm(self.conv(x)))


class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        late = (2, 1) if rnn else (2, 2)
        sizes = [in_channels] + [n * k for k in (1, 2, 4, 8)]
        steps = zip(sizes[:-1], sizes[1:], ((2, 2), (2, 2), late, late))
        self.blocks = nn.Sequential(*(Block(a, b, stride, slope) for a, b, stride in steps))
        self.reader = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.head = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.reader is None:
            return self.head(x.mean(3).mean(2))
        _, last = self.reader(x.mean(2).swapaxes(1, 2))
        return self.head(last.squeeze(0))

# %% right="einsum_and_adaptive_pool"
# Adaptive pooling keeps the columns; einsum puts the axes in order.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        self.stages = nn.Sequential()
        before = in_channels
        for i in range(1, 5):
            after = n * 2 ** (i - 1)
            self.stages.add_module(f"conv{i}", nn.Conv2d(before, after, 3, (2, 1) if rnn and i > 2 else 2, 1))
            self.stages.add_module(f"norm{i}", nn.BatchNorm2d(after))
            self.stages.add_module(f"act{i}", nn.LeakyReLU(slope))
            before = after
        self.pool = nn.AdaptiveAvgPool2d((1, None) if rnn else (1, 1))
        self.memory = nn.GRU(before, before, batch_first=True) if rnn else None
        self.last = nn.Linear(before, n_class)

    def forward(self, x):
        x = self.pool(self.stages(x))
        if self.memory is not None:
            x = self.memory(torch.einsum("wcot->wtc", x))[0][:, -1]
        return self.last(x.flatten(1))

# %% right="attributes_in_a_loop"
# Numbered attributes; the GRU takes time first, its default.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        self.rnn, self.slope = bool(rnn), float(slope)
        sizes = (in_channels, n, 2 * n, 4 * n, 8 * n)
        for i in range(4):
            stride = [2, 1 if self.rnn and i >= 2 else 2]
            setattr(self, f"conv_{i}", nn.Conv2d(sizes[i], sizes[i + 1], 3, tuple(stride), 1))
            setattr(self, f"norm_{i}", nn.BatchNorm2d(sizes[i + 1]))
        if self.rnn:
            self.gru = nn.GRU(sizes[-1], sizes[-1])
        self.linear = nn.Linear(sizes[-1], n_class)

    def forward(self, x):
        for i in range(4):
            x = getattr(self, f"norm_{i}")(getattr(self, f"conv_{i}")(x))
            x = torch.maximum(x, torch.zeros_like(x)) + self.slope * torch.minimum(x, torch.zeros_like(x))
        if not self.rnn:
            return self.linear(x.flatten(start_dim=2).mean(dim=2))
        steps, _ = self.gru(torch.movedim(x.mean(dim=2), 2, 0))
        return self.linear(steps[-1])

# %% right="one_network_for_each_way"
# A subclass for each of the two ways, chosen in `__new__`-free style: a body and a head.
class MeanHead(nn.Module):
    def __init__(self, width, n_class):
        super().__init__()
        self.linear = nn.Linear(width, n_class)

    def forward(self, x):
        return self.linear(x.mean(dim=(-1, -2)))


class TimeHead(MeanHead):
    def __init__(self, width, n_class):
        super().__init__(width, n_class)
        self.gru = nn.GRU(width, width, 1, batch_first=True)

    def forward(self, x):
        sequence = x.mean(dim=-2).transpose(-1, -2).contiguous()
        output = self.gru(sequence)[0]
        return self.linear(output[:, output.shape[1] - 1, :])


class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        layers = []
        for i, stride in enumerate([(2, 2), (2, 2), (2, 1), (2, 1)] if rnn else [(2, 2)] * 4):
            layers.append(nn.Conv2d(in_channels if i == 0 else n << (i - 1), n << i, 3, stride, 1))
            layers.append(nn.BatchNorm2d(n << i))
            layers.append(nn.LeakyReLU(negative_slope=slope))
        self.body = nn.Sequential(*layers)
        self.head = (TimeHead if rnn else MeanHead)(8 * n, n_class)

    def forward(self, x):
        return self.head(self.body(x))

# %% right="step_by_step_gru"
# The GRU is called column by column, and keeps its state.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        widths = [n, 2 * n, 4 * n, 8 * n]
        self.conv = nn.ModuleList(
            nn.Conv2d(a, b, 3, stride=(2, 1 if rnn and b > 2 * n else 2), padding=1)
            for a, b in zip([in_channels, *widths], widths)
        )
        self.norm = nn.ModuleList(map(nn.BatchNorm2d, widths))
        self.bend = nn.LeakyReLU(slope)
        self.out = nn.Linear(widths[-1], n_class)
        self.gru = nn.GRU(widths[-1], widths[-1], batch_first=True) if rnn else None

    def forward(self, x):
        for conv, norm in zip(self.conv, self.norm):
            x = self.bend(norm(conv(x)))
        if self.gru is None:
            return self.out(F.avg_pool2d(x, x.shape[-2:]).flatten(1))
        state, columns = None, x.mean(dim=2)
        for t in range(columns.shape[-1]):
            seen, state = self.gru(columns[:, None, :, t], state)
        return self.out(seen[:, 0])

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
class ConvNet(nn.Module):
    """Four blocks of convolution, then a mean or a GRU over time, then a linear layer. It returns logits."""

    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        # YOUR CODE HERE
        raise NotImplementedError()

    def forward(self, x):
        # YOUR CODE HERE
        raise NotImplementedError()

# %% [markdown]
# ## test_the_layers_are_those_of_the_text_in_the_sizes_of_the_arguments

# %% wrong="equal_widths" hint="n, 2n, 4n and 8n" at_most=85
# All blocks have 8n channels.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = 8 * n
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="width_typed_in" hint="n, 2n, 4n and 8n" at_most=85
# 16 in place of n.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        n = 16
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="three_blocks" hint="four `nn.Conv2d`" at_most=85
# Three blocks.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(1, 4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="kernel_5" hint="3×3" at_most=85
# A kernel of 5×5.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 5, stride=stride, padding=2, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="stride_for_time" hint="other way round" at_most=85
# Blocks 3 and 4 halve the time.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (1, 2) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="stride_2_with_rnn" hint="strides of the four" at_most=85
# The same strides with and without a GRU.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="one_shared_norm" hint="`nn.BatchNorm2d` of its own" at_most=85
# No batch norm in the last block.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels) if i < 3 else nn.Identity(), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="two_linear_layers" hint="one `nn.Linear`" at_most=85
# A hidden layer, as in the project.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Sequential(nn.Linear(8 * n, 88), nn.ReLU(), nn.Linear(88, n_class))

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="two_gru_layers" hint="one layer, one direction" at_most=85
# Two layers of GRU.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, num_layers=2, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="classes_typed_in" hint="to `n_class` logits" at_most=75
# Eleven classes, whatever is asked for.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, 11)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="gru_always" hint="There should be no GRU" at_most=85
# A GRU that is there but not used.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.spare = nn.GRU(8 * n, 8 * n)
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% [markdown]
# ## test_there_is_one_row_of_logits_for_each_window_of_any_size

# %% wrong="squeezed" hint="leave out `squeeze()`" at_most=92
# Loses an axis for a single window.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        if len(x) == 1 and x.shape[2] < 20:
            return self(torch.cat([x, x]))[0]
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="even_sizes_only" hint="sizes do not fit together" at_most=92
# Insists on sizes that 16 divides.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        if x.shape[2] == 17:
            x = x.reshape(x.shape[0], -1, 16, x.shape[3])
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% [markdown]
# ## test_without_rnn_the_logits_are_those_of_the_mean_over_all_places

# %% wrong="maximum" hint="the maximum over all places" at_most=85
# Max pooling.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.amax(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="sum" hint="the sum over all places" at_most=85
# The sum.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.sum(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="last_place" hint="the mean over all places" at_most=85
# The last place.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x[:, :, -1, -1])
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="softmax_without_rnn" hint="is a softmax" at_most=85
# A softmax at the end.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3))).softmax(dim=1)
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="sigmoid_everywhere" hint="is a sigmoid" at_most=75
# Sigmoids at the end.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return torch.sigmoid(self.output(x.mean(dim=(2, 3))))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return torch.sigmoid(self.output(outputs[:, -1]))

# %% wrong="no_last_activation" hint="has no activation" at_most=75
# No activation in the last block.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope) if i < 3 else nn.Identity()]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="activation_before_norm" hint="before the batch norm" at_most=75
# The activation before the batch norm.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.LeakyReLU(slope), nn.BatchNorm2d(out_channels)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="relu_behind" hint="behind the linear layer" at_most=75
# A ReLU behind the linear layer.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3))).relu()
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1]).relu()

# %% [markdown]
# ## test_with_rnn_a_gru_reads_the_map_over_time

# %% wrong="gru_over_mel" hint="over the mel axis" at_most=85
# The GRU reads the mel axis, as in the project.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=3).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="first_step" hint="*first* step" at_most=85
# The first output.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, 0])

# %% wrong="mean_of_outputs" hint="The mean of the GRU" at_most=85
# The mean of all outputs.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs.mean(dim=1))

# %% wrong="reshape" hint="mixes channels and time" at_most=85
# `reshape` in place of `transpose`.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).reshape(len(x), x.shape[3], x.shape[1]))
        return self.output(outputs[:, -1])

# %% wrong="batch_as_time" hint="over the windows of the batch" at_most=80
# No `batch_first`.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="backwards" hint="from right to left" at_most=85
# From right to left.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2).flip(1))
        return self.output(outputs[:, -1])

# %% wrong="maximum_over_mel" hint="by its maximum" at_most=85
# The maximum over mel.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.amax(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="gru_not_used" hint="The GRU is not used" at_most=78
# The GRU is there, but not used.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if True:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% [markdown]
# ## test_the_activation_has_the_slope_that_is_asked_for

# %% wrong="slope_ignored" hint="Use the argument" at_most=90
# ReLU, whatever is asked for.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.ReLU()]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="slope_in_two_blocks" hint="Use the argument" at_most=90
# The slope in the first blocks only.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope if i < 2 else 0)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="slope_halved" hint="`slope` itself" at_most=90
# The square of the slope.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope**2)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="default_slope" hint="Without the argument" at_most=90
# A slope of 0.05 by default.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.05):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% [markdown]
# ## test_batch_norm_learns_its_statistics_in_training_and_nothing_is_dropped

# %% wrong="dropout" hint="leave out dropout" at_most=94
# Dropout before the linear layer.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Sequential(nn.Dropout(0.3), nn.Linear(8 * n, n_class))

    def forward(self, x):
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="norm_always_evaluates" hint="do not move" at_most=94
# The batch norms always evaluate.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        for layer in self.blocks:
            if isinstance(layer, nn.BatchNorm2d):
                layer.eval()
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% [markdown]
# ## test_each_window_is_judged_by_itself_in_evaluation_mode

# %% wrong="batch_mean_taken_off" hint="if other windows are in the batch" at_most=94
# The mean of a batch of four is taken off.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        if len(x) == 4 and not self.training:
            x = x - x.mean(dim=0, keepdim=True)
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% [markdown]
# ## test_a_gradient_reaches_all_weights

# %% wrong="detached" hint="No gradient reaches" at_most=96
# The map is detached.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        x = self.blocks(x)
        x = x.detach() if self.training else x
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])

# %% wrong="no_grad" hint="do not hang on the graph" at_most=96
# Everything without gradients.
class ConvNet(nn.Module):
    def __init__(self, in_channels, n, n_class, rnn=False, slope=0.0):
        super().__init__()
        blocks = []
        for i in range(4):
            out_channels = n * 2**i
            stride = (2, 1) if rnn and i >= 2 else 2
            blocks += [nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
                       nn.BatchNorm2d(out_channels), nn.LeakyReLU(slope)]
            in_channels = out_channels
        self.blocks = nn.Sequential(*blocks)
        self.gru = nn.GRU(8 * n, 8 * n, batch_first=True) if rnn else None
        self.output = nn.Linear(8 * n, n_class)

    def forward(self, x):
        self.requires_grad_(False)
        x = self.blocks(x)
        if self.gru is None:
            return self.output(x.mean(dim=(2, 3)))
        outputs, _ = self.gru(x.mean(dim=2).transpose(1, 2))
        return self.output(outputs[:, -1])
