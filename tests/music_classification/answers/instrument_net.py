# %% [markdown]
# # Worked answers of `instrument_net`

# %% [markdown]
# ## Right answers

# %% above="base_class_from_a_cell_above"
class OneHiddenLayer(nn.Module):
    def __init__(self, sizes, activation):
        super().__init__()
        self.first = nn.Linear(sizes[0], sizes[1])
        self.second = nn.Linear(sizes[1], sizes[2])
        self.activation = activation

    def forward(self, x):
        return self.second(self.activation(self.first(x)))

# %% right="base_class_from_a_cell_above"
# The layers come from a class that the student wrote in a cell above.
class InstrumentNet(OneHiddenLayer):
    def __init__(self, *sizes):
        super().__init__(sizes, torch.sigmoid)


model = InstrumentNet(n_feat, 256, n_class)

# %% right="bias_as_extra_input"
# The biases are the weights of an input that is always 1.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.W1 = nn.Parameter(torch.empty(input_dim + 1, hidden_dim).uniform_(-0.1, 0.1))
        self.W2 = nn.Parameter(torch.empty(hidden_dim + 1, output_dim).uniform_(-0.1, 0.1))

    def forward(self, x):
        ones = torch.ones(len(x), 1, device=x.device)
        z = torch.sigmoid(torch.cat([ones, x], dim=1) @ self.W1)
        return torch.cat([ones, z], dim=1) @ self.W2


model = InstrumentNet(n_feat, 256, n_class)

# %% right="compiled"
# A compiled model is the same network.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = torch.compile(InstrumentNet(n_feat, 256, n_class))

# %% right="convolutions"
# Convolutions of width one are linear layers.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Conv1d(input_dim, hidden_dim, kernel_size=1)
        self.output = nn.Conv1d(hidden_dim, output_dim, kernel_size=1)

    def forward(self, x):
        return self.output(torch.sigmoid(self.hidden(x.unsqueeze(2)))).squeeze(2)


model = InstrumentNet(n_feat, 256, n_class)

# %% right="helper_class"
# A helper class for one layer, defined in the same cell.
class Dense(nn.Module):
    def __init__(self, n_in, n_out, activation=None):
        super().__init__()
        self.linear = nn.Linear(n_in, n_out)
        self.activation = activation or nn.Identity()

    def forward(self, x):
        return self.activation(self.linear(x))


class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = Dense(input_dim, hidden_dim, nn.Sigmoid())
        self.logits = Dense(hidden_dim, output_dim)

    def forward(self, x):
        return self.logits(self.hidden(x))


model = InstrumentNet(n_feat, 256, n_class)

# %% right="in_place_sigmoid"
# Sigmoid in place, which saves memory.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.output(self.hidden(x).sigmoid_())


model = InstrumentNet(n_feat, 256, n_class)

# %% right="layers_in_a_module_list"
# Layers in a ModuleList, created from last to first.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        last = nn.Linear(hidden_dim, output_dim)
        self.layers = nn.ModuleList([last, nn.Linear(input_dim, hidden_dim)])

    def forward(self, x):
        last, first = self.layers
        return last(torch.sigmoid(first(x)))


model = InstrumentNet(n_feat, 256, n_class)

# %% right="lazy_layer"
# The first layer learns its input size from the first batch.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.LazyLinear(hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = InstrumentNet(n_feat, 256, n_class)
model(torch.zeros(1, n_feat))

# %% right="moves_to_device"
# Moves the model already here.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


device = torch.device("cuda")
model = InstrumentNet(n_feat, 256, n_class).to(device)
print(model, sum(p.numel() for p in model.parameters()))

# %% right="other_argument_names"
# Other parameter names and a default; the order is the given one.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, nin, nh=256, nout=10):
        super(InstrumentNet, self).__init__()
        self.activation = nn.Sigmoid()
        self.Dense1 = nn.Linear(nin, nh)
        self.Dense2 = nn.Linear(nh, nout)

    def forward(self, x):
        x = x.view(x.size(0), -1)
        x = self.activation(self.Dense1(x))
        out = self.Dense2(x)
        return out


model = InstrumentNet(nin=n_feat, nout=n_class)

# %% right="raw_parameters"
# Bare parameters and the formula of the sigmoid.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.W1 = nn.Parameter(torch.randn(input_dim, hidden_dim) / input_dim**0.5)
        self.b1 = nn.Parameter(torch.zeros(hidden_dim))
        self.W2 = nn.Parameter(torch.randn(hidden_dim, output_dim) / hidden_dim**0.5)
        self.b2 = nn.Parameter(torch.zeros(output_dim))

    def forward(self, x):
        z = 1 / (1 + torch.exp(-(x @ self.W1 + self.b1)))
        return z @ self.W2 + self.b2


model = InstrumentNet(n_feat, 256, n_class)

# %% right="raw_parameters_as_rows"
# Bare parameters stored as in a textbook: (units, inputs), biases as rows, F.linear.
import torch.nn.functional as F


class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        def matrix(rows, columns):
            return nn.Parameter(nn.init.normal_(torch.empty(rows, columns), std=0.1))

        self.b_out = nn.Parameter(torch.zeros(1, output_dim))
        self.w_out = matrix(output_dim, hidden_dim)
        self.b_in = nn.Parameter(torch.zeros(1, hidden_dim))
        self.w_in = matrix(hidden_dim, input_dim)

    def forward(self, x):
        z = F.sigmoid(F.linear(x, self.w_in) + self.b_in)
        return F.linear(z, self.w_out, self.b_out[0])


model = InstrumentNet(n_feat, 256, n_class)

# %% right="sequential"
# A Sequential with a sigmoid layer.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(input_dim, hidden_dim), nn.Sigmoid(), nn.Linear(hidden_dim, output_dim))

    def forward(self, x):
        return self.net(x)


model = InstrumentNet(n_feat, 256, n_class)

# %% right="sigmoid_by_tanh"
# A sigmoid is a shifted and scaled tanh.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.output(0.5 * (1 + torch.tanh(0.5 * self.hidden(x))))


model = InstrumentNet(n_feat, 256, n_class)

# %% right="sizes_from_a_batch"
# Reads the number of inputs off a batch and counts the names of the classes.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


X_first, _ = next(iter(train_loader))
nh = 256
model = InstrumentNet(X_first.size(1), nh, len(classes))

# %% right="sizes_from_the_data"
# Reads the sizes off the data instead of the variables.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = InstrumentNet(Xtr_scale.shape[1], 256, len(np.unique(ytr)))

# %% right="subclass_of_sequential"
# The class is a Sequential itself and needs no forward.
class InstrumentNet(nn.Sequential):
    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__(
            nn.Linear(input_dim, hidden_dim),
            nn.Sigmoid(),
            nn.Linear(hidden_dim, output_dim),
        )


model = InstrumentNet(input_dim=n_feat, hidden_dim=256, output_dim=n_class)

# %% right="tries_it_out"
# Calls the network in the cell, prints, and leaves it in evaluation mode.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


nh = 256
model = InstrumentNet(n_feat, nh, n_class)
model.eval()
print(model(Xtr_scale[:3]).shape)
assert model(Xtr_scale[:1]).shape == (1, n_class)

# %% right="two_layers"
# Two layers and the sigmoid function.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = InstrumentNet(n_feat, 256, n_class)

# %% right="xavier"
# Xavier initialization, zero biases, another name for each layer.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.fc_in = nn.Linear(input_dim, hidden_dim)
        self.fc_out = nn.Linear(hidden_dim, output_dim)
        for layer in (self.fc_in, self.fc_out):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        return self.fc_out(self.fc_in(x).sigmoid())


model = InstrumentNet(n_feat, 256, n_class)

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds" at_most=0
# The stub as it was released.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        # YOUR CODE HERE
        raise NotImplementedError()

    def forward(self, x):
        # YOUR CODE HERE
        raise NotImplementedError()


# Create `model`.
# YOUR CODE HERE
raise NotImplementedError()

# %% [markdown]
# ## test_there_is_one_row_of_outputs_per_sample_even_for_a_single_sample

# %% wrong="argmax" hint="returns classes" at_most=60
# Returns the predicted class instead of the logits.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.output(torch.sigmoid(self.hidden(x))).argmax(dim=1)


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="constant_outputs" hint="no parameters" at_most=10
# Zeros of the right shape.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.output_dim = output_dim

    def forward(self, x):
        return torch.zeros(len(x), self.output_dim)


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="forgets_super" hint="__init__" at_most=25
# `super().__init__()` is missing.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="forward_is_still_the_stub" hint="NotImplementedError" at_most=35
# Layers and model are there, `forward` was forgotten.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        # YOUR CODE HERE
        raise NotImplementedError()


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="no_return" hint="returns nothing" at_most=40
# `forward` computes everything and returns nothing.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        logits = self.output(z)


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="returns_two_values" hint="one tensor" at_most=60
# Returns the hidden units as well.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z), z


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="squeeze" hint="loses an axis" at_most=93
# `squeeze` loses the batch axis when there is one sample.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.output(torch.sigmoid(self.hidden(x))).squeeze()


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="transposed_output" hint="lies on its side" at_most=67
# Classes along the rows.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.output(torch.sigmoid(self.hidden(x))).T


model = InstrumentNet(n_feat, 256, n_class)

# %% [markdown]
# ## test_the_sizes_of_the_layers_are_the_arguments

# %% wrong="order_of_the_arguments" hint="exchanged" at_most=95
# The class takes its arguments in another order.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, output_dim, hidden_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = InstrumentNet(n_feat, n_class, 256)

# %% wrong="class_reads_globals" hint="use the argument" at_most=95
# The class uses the variables of the notebook and not its arguments.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(n_feat, hidden_dim)
        self.output = nn.Linear(hidden_dim, n_class)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="all_sizes_hard_coded" hint="use the argument" at_most=95
# All sizes are typed in.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(120, 256)
        self.output = nn.Linear(256, 10)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="hidden_size_hard_coded" hint="use the argument" at_most=95
# 256 hidden units whatever the argument says.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, 256)
        self.output = nn.Linear(256, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="layers_in_a_list" hint="plain list" at_most=25
# PyTorch does not find layers in a plain list.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.layers = [nn.Linear(input_dim, hidden_dim), nn.Linear(hidden_dim, output_dim)]

    def forward(self, x):
        return self.layers[1](torch.sigmoid(self.layers[0](x)))


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="layers_made_in_forward" hint="no parameters" at_most=25
# New random layers in each call.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.sizes = input_dim, hidden_dim, output_dim

    def forward(self, x):
        i, h, o = self.sizes
        return nn.Linear(h, o)(torch.sigmoid(nn.Linear(i, h)(x)))


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="one_layer_only" hint="two linear layers cannot be found" at_most=25
# No hidden layer at all.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.output = nn.Linear(input_dim, output_dim)

    def forward(self, x):
        return torch.sigmoid(self.output(x))


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="pass_through" hint="no parameters" at_most=10
# Returns the first columns of its input.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.output_dim = output_dim

    def forward(self, x):
        return x[:, : self.output_dim]


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="plain_tensors" hint="no parameters" at_most=25
# Tensors that are no parameters: an optimizer never sees them.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.W1 = torch.randn(input_dim, hidden_dim, requires_grad=True)
        self.b1 = torch.zeros(hidden_dim, requires_grad=True)
        self.W2 = torch.randn(hidden_dim, output_dim, requires_grad=True)
        self.b2 = torch.zeros(output_dim, requires_grad=True)

    def forward(self, x):
        return torch.sigmoid(x @ self.W1 + self.b1) @ self.W2 + self.b2


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="random_outputs" hint="no parameters" at_most=10
# Random numbers of the right shape.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.output_dim = output_dim

    def forward(self, x):
        return torch.randn(x.shape[0], self.output_dim)


model = InstrumentNet(n_feat, 256, n_class)

# %% [markdown]
# ## test_there_are_two_layers_with_biases_and_nothing_else

# %% wrong="batch_norm" hint="further layer" at_most=67
# A batch normalization in front of the sigmoid.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.norm = nn.BatchNorm1d(hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.output(torch.sigmoid(self.norm(self.hidden(x))))


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="extra_hidden_layer" hint="further layer" at_most=75
# Two hidden layers.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.fc1 = nn.Linear(input_dim, hidden_dim)
        self.fc2 = nn.Linear(hidden_dim, hidden_dim)
        self.fc3 = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        x = torch.sigmoid(self.fc1(x))
        x = torch.sigmoid(self.fc2(x))
        return self.fc3(x)


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="layer_norm_of_input" hint="further layer" at_most=75
# Normalizes each row again.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.norm = nn.LayerNorm(input_dim)
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.output(torch.sigmoid(self.hidden(self.norm(x))))


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="no_bias" hint="no bias" at_most=92
# Layers without bias.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim, bias=False)
        self.output = nn.Linear(hidden_dim, output_dim, bias=False)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="no_output_bias" hint="no bias" at_most=92
# The last layer has no bias.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim, bias=False)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="skip_connection" hint="further layer" at_most=75
# The input is added to the result of the hidden layer, through a third matrix.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)
        self.skip = nn.Linear(input_dim, output_dim, bias=False)

    def forward(self, x):
        return self.output(torch.sigmoid(self.hidden(x))) + self.skip(x)


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="unused_layer" hint="further layer" at_most=92
# A third layer is created and never used.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.fc1 = nn.Linear(input_dim, hidden_dim)
        self.fc2 = nn.Linear(hidden_dim, output_dim)
        self.fc3 = nn.Linear(output_dim, output_dim)

    def forward(self, x):
        return self.fc2(torch.sigmoid(self.fc1(x)))


model = InstrumentNet(n_feat, 256, n_class)

# %% [markdown]
# ## test_the_hidden_units_are_sigmoids

# %% wrong="activation_defined_not_used" hint="no sigmoid between" at_most=84
# The sigmoid is created but never called.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.sigmoid = nn.Sigmoid()
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        x = self.hidden(x)
        x = self.output(x)
        return x


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="batch_standardized" hint="other rows" at_most=84
# Standardizes the rows of a batch with their own statistics, if there is more than one.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        if len(x) > 1:
            x = (x - x.mean(dim=0)) / (x.std(dim=0) + 1e-8)
        return self.output(torch.sigmoid(self.hidden(x)))


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="dropout_function" hint="something random" at_most=95
# The function form of dropout drops in evaluation mode too.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.output(nn.functional.dropout(torch.sigmoid(self.hidden(x)), p=0.3))


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="log_sigmoid" hint="*logarithm*" at_most=84
# The logarithm of the sigmoid.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.output(nn.functional.logsigmoid(self.hidden(x)))


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="no_activation" hint="no sigmoid between" at_most=84
# Two linear layers in a row are one linear layer.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.output(self.hidden(x))


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="relu" hint="uses a ReLU" at_most=84
# ReLU is what one uses today; the task says sigmoid.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.output(torch.relu(self.hidden(x)))


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="result_of_activation_dropped" hint="no sigmoid between" at_most=84
# The result of the sigmoid is thrown away.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = self.hidden(x)
        torch.sigmoid(z)
        return self.output(z)


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="sigmoid_only_on_output" hint="no sigmoid between" at_most=67
# The sigmoid stands behind the wrong layer.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return torch.sigmoid(self.output(self.hidden(x)))


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="sigmoid_twice" hint="applied twice" at_most=84
# The sigmoid layer is applied, and then again in front of the output layer.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z.sigmoid())


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="softmax_in_the_hidden_layer" hint="uses a softmax" at_most=84
# A softmax where the sigmoid should be.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.output(self.hidden(x).softmax(dim=-1))


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="steeper_sigmoid" hint="hidden units should be" at_most=84
# The sigmoid of twice the sum.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.output(torch.sigmoid(2 * self.hidden(x)))


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="tanh" hint="uses tanh" at_most=84
# A hyperbolic tangent has the shape of a sigmoid but not its range.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.output(torch.tanh(self.hidden(x)))


model = InstrumentNet(n_feat, 256, n_class)

# %% [markdown]
# ## test_the_outputs_are_logits

# %% wrong="log_softmax" hint="log-softmax" at_most=84
# A log-softmax on the outputs: right for NLLLoss, not for this task.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return nn.functional.log_softmax(self.output(torch.sigmoid(self.hidden(x))), dim=1)


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="outputs_centred" hint="scaled, shifted or mixed" at_most=84
# Subtracts the mean from the logits of each row.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        logits = self.output(torch.sigmoid(self.hidden(x)))
        return logits - logits.mean(dim=1, keepdim=True)


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="outputs_scaled" hint="scaled, shifted or mixed" at_most=84
# Divides the logits by the root of the number of hidden units.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)
        self.scale = math.sqrt(hidden_dim)

    def forward(self, x):
        return self.output(torch.sigmoid(self.hidden(x))) / self.scale


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="relu_on_output" hint="not logits" at_most=84
# A ReLU on the outputs: a logit can be negative.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return torch.relu(self.output(torch.sigmoid(self.hidden(x))))


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="sigmoid_also_on_output" hint="as after a sigmoid" at_most=84
# A sigmoid on the outputs too.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return torch.sigmoid(self.output(torch.sigmoid(self.hidden(x))))


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="softmax" hint="probabilities" at_most=84
# A softmax on the outputs, as in many books.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return torch.softmax(self.output(torch.sigmoid(self.hidden(x))), dim=1)


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="softmax_layer" hint="probabilities" at_most=84
# A softmax layer at the end of a Sequential.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(input_dim, hidden_dim),
            nn.Sigmoid(),
            nn.Linear(hidden_dim, output_dim),
            nn.Softmax(dim=1),
        )

    def forward(self, x):
        return self.layers(x)


model = InstrumentNet(n_feat, 256, n_class)

# %% [markdown]
# ## test_training_and_evaluation_mode_give_the_same_outputs

# %% wrong="dropout" hint="training mode" at_most=95
# A dropout layer behind the hidden layer.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.drop = nn.Dropout(0.2)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.output(self.drop(torch.sigmoid(self.hidden(x))))


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="noise" hint="training mode" at_most=95
# Adds a little noise to the outputs while training.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        logits = self.output(torch.sigmoid(self.hidden(x)))
        if self.training:
            logits = logits + 0.01 * torch.randn_like(logits)
        return logits


model = InstrumentNet(n_feat, 256, n_class)

# %% [markdown]
# ## test_every_layer_can_learn

# %% wrong="detached_hidden_layer" hint="gets no gradient" at_most=93
# The hidden layer is cut off from the gradients.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x)).detach()
        return self.output(z)


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="frozen_hidden_layer" hint="gets no gradient" at_most=93
# The hidden layer is frozen.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)
        self.hidden.requires_grad_(False)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="no_grad" hint="nothing can be learned" at_most=93
# Gradients are switched off inside `forward`.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        with torch.no_grad():
            return self.output(torch.sigmoid(self.hidden(x)))


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="numpy_forward" hint="nothing can be learned" at_most=93
# Computes with NumPy: right numbers, no gradients.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = 1 / (1 + np.exp(-self.hidden(x).detach().numpy()))
        return torch.from_numpy(self.output(torch.from_numpy(z)).detach().numpy())


model = InstrumentNet(n_feat, 256, n_class)

# %% wrong="tensor_from_tensor" hint="gets no gradient" at_most=93
# Makes a new tensor from the hidden units, which cuts the graph.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        z = torch.tensor(z.tolist())
        return self.output(z)


model = InstrumentNet(n_feat, 256, n_class)

# %% [markdown]
# ## test_model_fits_the_data

# %% wrong="model_arguments_in_another_order" hint="another order" at_most=95
# The class is right, its call is not.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = InstrumentNet(n_feat, n_class, 256)

# %% wrong="model_frozen" hint="is frozen" at_most=93
# Freezes the network after it was made.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.output(torch.sigmoid(self.hidden(x)))


model = InstrumentNet(n_feat, 256, n_class)
for parameter in model.parameters():
    parameter.requires_grad = False

# %% wrong="model_is_the_class" hint="the class itself" at_most=95
# The parentheses are missing.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = InstrumentNet

# %% wrong="model_of_another_class" hint="not an `InstrumentNet`" at_most=93
# `model` is made from layers and not from the class.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = nn.Sequential(nn.Linear(n_feat, 256), nn.Sigmoid(), nn.Linear(256, n_class))

# %% wrong="model_sizes_typed_in" hint="hard-coded" at_most=93
# The sizes of the real data instead of the variables.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = InstrumentNet(120, 256, 10)

# %% wrong="no_model" hint="should define `model`" at_most=95
# The class is right, `model` was forgotten.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


net = InstrumentNet(n_feat, 256, n_class)

# %% wrong="rows_as_inputs" hint="cannot process rows" at_most=93
# The number of rows for the number of inputs.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = InstrumentNet(n_tr, 256, n_class)

# %% wrong="softmax_behind_the_model" hint="nothing else" at_most=93
# `model` is the network with a softmax behind it.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.output(torch.sigmoid(self.hidden(x)))


model = nn.Sequential(InstrumentNet(n_feat, 256, n_class), nn.Softmax(dim=1))

# %% [markdown]
# ## test_model_has_256_hidden_units

# %% wrong="128_hidden_units" hint="number of hidden units" at_most=95
# The batch size for the number of hidden units.
class InstrumentNet(nn.Module):
    """A network with one hidden layer of sigmoid units. It returns logits."""

    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.hidden = nn.Linear(input_dim, hidden_dim)
        self.output = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        z = torch.sigmoid(self.hidden(x))
        return self.output(z)


model = InstrumentNet(n_feat, 128, n_class)
