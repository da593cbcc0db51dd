# %% [markdown]
# # Worked answers of `rnn_forward`

# %% [markdown]
# ## Right answers

# %% right="plain"
# The plain way.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% right="einsum"
# Einstein sums.
def rnn_forward(X, U, V, b, h0=None):
    h = torch.zeros(X.size(0), V.size(0)) if h0 is None else h0
    out = []
    for x in X.unbind(dim=1):
        h = torch.tanh(torch.einsum('bi,ih->bh', x, U) + torch.einsum('bk,kh->bh', h, V) + b)
        out.append(h)
    return torch.stack(out, 1), h

# %% right="all_inputs_at_once"
# The part of the input for all steps at once.
def rnn_forward(X, U, V, b, h0=None):
    from_input = X @ U + b
    h = h0 if h0 is not None else torch.zeros_like(from_input[:, 0])
    states = []
    for t in range(X.shape[1]):
        h = (from_input[:, t] + h @ V).tanh()
        states.append(h)
    return torch.stack(states, 1), states[-1]

# %% right="transposed"
# Steps first, turned back at the end.
def rnn_forward(X, U, V, b, h0=None):
    if h0 is None:
        h0 = torch.zeros(X.shape[0], U.shape[1], dtype=X.dtype, device=X.device)
    states = [h0]
    for x in X.transpose(0, 1):
        states.append(torch.tanh(torch.addmm(b, x, U) + states[-1] @ V))
    return torch.stack(states[1:]).transpose(0, 1), states[-1]

# %% right="exponentials"
# tanh by hand.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        a = X[:, t, :] @ U + h @ V + b
        h = 2 * torch.sigmoid(2 * a) - 1
        states.append(h.unsqueeze(1))
    return torch.cat(states, dim=1), h

# %% right="functional_linear"
# `F.linear` with turned matrices.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    F = nn.functional
    for t in range(X.shape[1]):
        h = torch.tanh(F.linear(X[:, t], U.T, b) + F.linear(h, V.T))
        states.append(h)
    return torch.stack(states, dim=1), h

# %% right="side_by_side"
# Input and state side by side, one product.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    both = torch.cat([U, V])
    for t in range(X.shape[1]):
        h = torch.tanh(torch.cat([X[:, t], h], dim=1) @ both + b)
        states.append(h)
    return [torch.stack(states, dim=1), h]

# %% right="recursion"
# Calls itself for the rest.
def rnn_forward(X, U, V, b, h0=None):
    h = torch.zeros(len(X), len(b)) if h0 is None else h0
    h = torch.tanh(X[:, 0] @ U + h @ V + b)
    if X.shape[1] == 1:
        return h[:, None], h
    rest, last = rnn_forward(X[:, 1:], U, V, b, h)
    return torch.cat([h[:, None], rest], dim=1), last

# %% right="matmul_with_a_row"
# Matrices with one more axis.
def rnn_forward(X, U, V, b, h0=None):
    h = (X.new_zeros(X.shape[0], V.shape[1]) if h0 is None else h0)[:, None]
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(torch.matmul(X[:, t:t + 1], U) + torch.matmul(h, V) + b)
        states.append(h)
    return torch.cat(states, 1), h[:, 0]

# %% right="clip_by_clip"
# Clip by clip.
def rnn_forward(X, U, V, b, h0=None):
    all_states = []
    for i in range(X.shape[0]):
        h = torch.zeros(V.shape[0]) if h0 is None else h0[i]
        own = []
        for t in range(X.shape[1]):
            h = torch.tanh(X[i, t] @ U + h @ V + b)
            own.append(h)
        all_states.append(torch.stack(own))
    states = torch.stack(all_states)
    return states, states[:, -1]

# %% right="written_into_zeros"
# Writes each state into its place.
def rnn_forward(X, U, V, b, h0=None):
    clips, steps, _ = X.shape
    if h0 is None:
        h0 = torch.zeros(clips, V.shape[0])
    states = torch.zeros(clips, steps, V.shape[0])
    for t in range(steps):
        before = h0 if t == 0 else states[:, t - 1].clone()
        states[:, t] = torch.tanh(X[:, t] @ U + before @ V + b)
    return states, states[:, -1]

# %% right="accumulate"
# itertools carries the state along.
def rnn_forward(X, U, V, b, h0=None):
    from itertools import accumulate
    start = X.new_zeros(len(X), V.size(1)) if h0 is None else h0
    parts = (X @ U + b).unbind(1)
    _, *states = accumulate(parts, lambda h, part: torch.tanh(part + h @ V), initial=start)
    return torch.stack(states, dim=1), states[-1]

# %% right="cell_of_pytorch"
# PyTorch's function for one step, with a second bias of zeros.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), len(b)) if h0 is None else h0
    states = []
    for x in X.unbind(1):
        h = torch.rnn_tanh_cell(x, h, U.T, V.T, b, torch.zeros_like(b))
        states += [h]
    return torch.stack(states, dim=1), h

# %% right="halves"
# The second half goes on where the first one ends.
def rnn_forward(X, U, V, b, h0=None):
    h0 = torch.zeros_like(X[:, 0] @ U) if h0 is None else h0
    steps = X.shape[1]
    if steps == 1:
        h = torch.tanh(X[:, 0] @ U + h0 @ V + b)
        return h.unsqueeze(1), h
    early, h = rnn_forward(X[:, :steps // 2], U, V, b, h0)
    late, h = rnn_forward(X[:, steps // 2:], U, V, b, h)
    return torch.cat([early, late], dim=1), h

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def rnn_forward(X, U, V, b, h0=None):
    """Return the states of a simple RNN after all steps (clips, steps, hidden), and the last one (clips, hidden)."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_each_state_follows_from_the_one_before_by_the_formula

# %% wrong="v_turned_around" hint="turned around" at_most=75
# h @ V.T.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V.T + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="bias_twice" hint="added twice" at_most=75
# The bias twice.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="no_bias" hint="not what the formula gives" at_most=75
# No bias.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V+ 0 * b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="sigmoid" hint="not what the formula gives" at_most=75
# A sigmoid.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.sigmoid(X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="relu" hint="not what the formula gives" at_most=80
# A rectifier.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.relu(X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="linear" hint="not what the formula gives" at_most=75
# No activation.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = (X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="tanh_before_the_bias" hint="not what the formula gives" at_most=75
# The bias behind the tanh.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V) + b
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="two_tanh" hint="not what the formula gives" at_most=75
# A tanh for each part.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + b) + torch.tanh(h @ V)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="leaky" hint="not what the formula gives" at_most=75
# A mean of old and new.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = 0.5 * h + 0.5 * torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="elementwise" hint="not what the formula gives" at_most=75
# Multiplies the state number by number.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h * V.diagonal() + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="minus" hint="not what the formula gives" at_most=75
# Takes the state away.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U - h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="products_multiplied" hint="not what the formula gives" at_most=75
# Multiplies input and state.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh((X[:, t] @ U) * (h @ V + 0.5) + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% [markdown]
# ## test_the_first_result_holds_the_states_after_all_steps

# %% wrong="steps_first" hint="clips should be the first axis" at_most=87
# Steps are the first axis.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states), h

# %% wrong="states_before_the_steps" hint="in the order of the steps" at_most=87
# Keeps the state before each step, but for the last.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        states.append(h)
        h = torch.tanh(X[:, t] @ U + h @ V + b)
    states[-1] = h
    return torch.stack(states, dim=1), h

# %% wrong="backwards" hint="in the order of the steps" at_most=87
# In the reverse order, but for the last.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    states = states[:-1][::-1] + states[-1:]
    return torch.stack(states, dim=1), h

# %% [markdown]
# ## test_the_second_result_is_the_state_after_the_last_step

# %% wrong="first_state" hint="after the *last* step" at_most=90
# The state after the first step.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), states[0]

# %% wrong="mean_of_states" hint="after the *last* step" at_most=90
# The mean of all states.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    states = torch.stack(states, dim=1)
    return states, states.mean(dim=1)

# %% wrong="with_a_layer_axis" hint="shape (clips, hidden)" at_most=90
# With one more axis, as nn.RNN has it.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), h[None]

# %% wrong="h0_comes_back" hint="after the *last* step" at_most=90
# Gives h0 back.
def rnn_forward(X, U, V, b, h0=None):
    start = torch.zeros(len(X), V.shape[0]) if h0 is None else h0
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), start

# %% wrong="last_clip" hint="shape (clips, hidden)" at_most=90
# The last clip in place of the last step.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    states = torch.stack(states, dim=1)
    return states, states[-1:, -1].expand(1, -1)

# %% [markdown]
# ## test_the_first_step_starts_from_h0

# %% wrong="h0_used_twice" hint="one run over all steps" at_most=90
# Adds h0 at the second step once more.
def rnn_forward(X, U, V, b, h0=None):
    start = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    h, states = start, []
    for t in range(X.shape[1]):
        seen = h + start if t == 2 and X.shape[1] > 3 and X.shape[2] == V.shape[0] else h
        h = torch.tanh(X[:, t] @ U + seen @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="first_step_apart" hint="one run over all steps" at_most=75
# Treats the first step in another way.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b) if t or X.shape[1] != 2 else torch.tanh(X[:, t] @ U + h + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% [markdown]
# ## test_without_h0_it_starts_from_zeros

# %% wrong="ones" hint="should be all zeros" at_most=95
# Starts from ones.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_ones(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="random_start" hint="should be all zeros" at_most=95
# Starts from random numbers.
def rnn_forward(X, U, V, b, h0=None):
    h = torch.randn(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="no_default" hint="missing" at_most=95
# No default.
def rnn_forward(X, U, V, b, h0):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="first_input" hint="should be all zeros" at_most=95
# Starts from the first input's part.
def rnn_forward(X, U, V, b, h0=None):
    h = torch.tanh(X[:, 0] @ U) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% [markdown]
# ## test_one_clip_one_step_and_one_unit_will_do

# %% wrong="squeezed" hint="an axis is lost" at_most=95
# Takes axes of length 1 away.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1).squeeze(), h.squeeze()

# %% wrong="squeezed_steps" hint="an axis is lost" at_most=95
# Takes the axis of one step away.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1).squeeze(1), h if len(X) > 1 else h[0]

# %% [markdown]
# ## test_gradients_flow_back_through_all_steps

# %% wrong="detached_states" hint="cut the graph between steps" at_most=90
# Cuts the graph between steps.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h.detach() @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="no_grad" hint="no graph" at_most=90
# Without gradients.
def rnn_forward(X, U, V, b, h0=None):
    with torch.no_grad():
        h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
        states = []
        for t in range(X.shape[1]):
            h = torch.tanh(X[:, t] @ U + h @ V + b)
            states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="through_numpy" hint="no graph" at_most=90
# Through NumPy.
def rnn_forward(X, U, V, b, h0=None):
    h = np.zeros((len(X), V.shape[0])) if h0 is None else h0.detach().numpy()
    x, u, v, bias = (w.detach().numpy() for w in (X, U, V, b))
    states = []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ u + h @ v + bias)
        states.append(h)
    return torch.tensor(np.stack(states, 1)), torch.tensor(h)

# %% wrong="weights_detached" hint="No gradient reaches" at_most=90
# Takes the matrices out of the graph.
def rnn_forward(X, U, V, b, h0=None):
    U, V = U.detach(), V.detach()
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="nn_rnn_with_copies" hint="No gradient reaches" at_most=90
# nn.RNN with copied weights: its own weights get the gradients.
def rnn_forward(X, U, V, b, h0=None):
    net = nn.RNN(U.shape[0], V.shape[0], batch_first=True)
    with torch.no_grad():
        net.weight_ih_l0.copy_(U.T)
        net.weight_hh_l0.copy_(V.T)
        net.bias_ih_l0.copy_(b)
        net.bias_hh_l0.zero_()
    states, h = net(X, None if h0 is None else h0[None])
    return states, h[0]

# %% wrong="cut_every_ten_steps" hint="cut the graph between steps" at_most=90
# Cuts the graph every ten steps.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + (h.detach() if t % 10 == 9 else h) @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="last_hundred_steps" hint="cut the graph between steps" at_most=90
# Learns from the last hundred steps only.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        with torch.set_grad_enabled(torch.is_grad_enabled() and t >= X.shape[1] - 100):
            h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="last_state_detached" hint="one of the two results, has no graph" at_most=90
# The second result has no graph.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), h.detach()

# %% wrong="list_of_detached_states" hint="one of the two results, has no graph" at_most=90
# The first result has no graph.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h.detach())
    return torch.stack(states, dim=1), h

# %% wrong="h0_detached" hint="No gradient reaches `h0`" at_most=90
# Starts from a copy of `h0` without a graph.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0.detach().clone()
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% [markdown]
# ## test_the_arguments_stay_as_they_are

# %% wrong="h0_in_place" hint="h0 was changed" at_most=95
# Writes the states into h0.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    if h0 is not None and not h0.requires_grad:
        h0.copy_(h)
    return torch.stack(states, dim=1), h

# %% wrong="input_scaled_in_place" hint="X was changed" at_most=95
# Changes the input.
def rnn_forward(X, U, V, b, h0=None):
    h = X.new_zeros(len(X), V.shape[0]) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        h = torch.tanh(X[:, t] @ U + h @ V + b)
        states.append(h)
    if not X.requires_grad:
        X *= 0.5
    return torch.stack(states, dim=1), h
