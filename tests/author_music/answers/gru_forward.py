# %% [markdown]
# # Worked answers of `gru_forward`

# %% [markdown]
# ## Right answers

# %% right="plain"
# The plain way.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% right="six_matrices"
# Takes the matrices apart first.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset == 'after':
        after = True
    elif reset == 'before':
        after = False
    else:
        raise ValueError('which?')
    Wr, Wz, Wn = W.chunk(3, 1)
    Rr, Rz, Rn = R.chunk(3, 1)
    br, bz, bn = b.chunk(3)
    cr, cz, cn = c.chunk(3)
    h = torch.zeros(X.size(0), R.size(0)) if h0 is None else h0
    out = []
    for x in X.unbind(1):
        r = torch.sigmoid(x @ Wr + br + h @ Rr + cr)
        z = torch.sigmoid(x @ Wz + bz + h @ Rz + cz)
        n = torch.tanh(x @ Wn + bn + (r * (h @ Rn + cn) if after else (r * h) @ Rn + cn))
        h = n + z * (h - n)
        out.append(h)
    return torch.stack(out, 1), h

# %% right="dictionary_of_conventions"
# A dictionary of functions; an unknown key becomes a ValueError.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    ways = {'after': lambda r, h, M, k: r * (h @ M + k), 'before': lambda r, h, M, k: (r * h) @ M + k}
    if reset not in ways:
        raise ValueError(f'unknown: {reset}')
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        gates = torch.sigmoid(X[:, t] @ W[:, :2 * H] + b[:2 * H] + h @ R[:, :2 * H] + c[:2 * H])
        r, z = gates[:, :H], gates[:, H:]
        n = torch.tanh(X[:, t] @ W[:, 2 * H:] + b[2 * H:] + ways[reset](r, h, R[:, 2 * H:], c[2 * H:]))
        h = torch.lerp(n, h, z)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% right="inputs_at_once"
# The part of the input for all steps at once.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    own = X @ W + b
    for t in range(X.shape[1]):
        i, s = own[:, t].split(H, 1), (h @ R + c).split(H, 1)
        r, z = (i[0] + s[0]).sigmoid(), (i[1] + s[1]).sigmoid()
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% right="gru_cell"
# PyTorch's cell in functions for one convention, by hand for the other.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        if reset == 'after':
            h = torch.gru_cell(X[:, t], h, W.T, R.T, b, c)
        else:
            r, z = torch.sigmoid(X[:, t] @ W[:, :2 * H] + b[:2 * H] + h @ R[:, :2 * H] + c[:2 * H]).chunk(2, dim=1)
            n = torch.tanh(X[:, t] @ W[:, 2 * H:] + b[2 * H:] + (r * h) @ R[:, 2 * H:] + c[2 * H:])
            h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% right="steps_first"
# Steps first, turned back.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for x in X.permute(1, 0, 2):
        i, s = torch.tensor_split(x @ W + b, 3, dim=-1), torch.tensor_split(h @ R + c, 3, dim=-1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states).permute(1, 0, 2), states[-1]

# %% right="match"
# A match statement.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        match reset:
            case 'after':
                seen = r * s[2]
            case 'before':
                seen = torch.einsum('bk,kh->bh', r * h, R[:, 2 * H:]) + c[2 * H:]
            case _:
                raise ValueError(reset)
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% right="list_result"
# A list of two.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    states = torch.stack(states, dim=1)
    return [states, states[:, -1]]

# %% right="own_sigmoid"
# A sigmoid by hand.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = 1 / (1 + torch.exp(-i[0] - s[0])), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% right="cat_of_rows"
# Rows put side by side.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h[:, None, :])
    return torch.cat(states, dim=1), h

# %% right="gru_of_pytorch"
# PyTorch's function for all steps of one convention, by hand for the other.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    H = len(R)
    start = X.new_zeros(len(X), H) if h0 is None else h0
    if reset == 'after':
        states, last = torch.gru(X, start[None], [W.T, R.T, b, c], True, 1, 0.0, False, False, True)
        return states, last[0]
    if reset != 'before':
        raise ValueError(reset)
    states = [start]
    for x in X.unbind(1):
        h = states[-1]
        own = x @ W + b
        r, z = torch.sigmoid(own[:, :2 * H] + h @ R[:, :2 * H] + c[:2 * H]).split(H, dim=1)
        n = torch.tanh(own[:, 2 * H:] + (r * h) @ R[:, 2 * H:] + c[2 * H:])
        states.append((1 - z) * n + z * h)
    return torch.stack(states[1:], dim=1), states[-1]

# %% right="three_axes"
# Weights seen with an axis for the gates.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in {'after', 'before'}:
        raise ValueError(reset)
    H = R.size(0)
    W, R, b, c = W.unflatten(1, (3, H)), R.unflatten(1, (3, H)), b.view(3, H), c.view(3, H)
    own = torch.einsum('bti,igh->btgh', X, W) + b
    h = torch.zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.size(1)):
        seen = torch.einsum('bk,kgh->bgh', h, R) + c
        gates = torch.sigmoid(own[:, t, :2] + seen[:, :2])
        r, z = gates[:, 0], gates[:, 1]
        last = r * seen[:, 2] if reset == 'after' else (r * h) @ R[:, 2] + c[2]
        h = z * h + (1 - z) * torch.tanh(own[:, t, 2] + last)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% right="a_cell_above"
# A class for a step.
class Cell:
    def __init__(self, W, R, b, c, reset):
        self.parts = [m.chunk(3, dim=-1) for m in (W, R, b, c)]
        self.reset = reset

    def step(self, x, h):
        (Wr, Wz, Wn), (Rr, Rz, Rn), (br, bz, bn), (cr, cz, cn) = self.parts
        r, z = torch.sigmoid(x @ Wr + br + h @ Rr + cr), torch.sigmoid(x @ Wz + bz + h @ Rz + cz)
        if self.reset == 'before':
            n = torch.tanh(x @ Wn + bn + (r * h) @ Rn + cn)
        else:
            n = torch.tanh(x @ Wn + bn + r * (h @ Rn + cn))
        return n - z * n + z * h


def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if not isinstance(reset, str) or reset not in ['after', 'before']:
        raise ValueError('"after" or "before"')
    cell = Cell(W, R, b, c, reset)
    h = h0 if h0 is not None else X.new_zeros(X.shape[0], R.shape[0])
    states = torch.empty(X.shape[0], X.shape[1], R.shape[0])
    for t in range(X.shape[1]):
        h = cell.step(X[:, t], h)
        states[:, t] = h
    return states, h

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    """Return the states of a GRU after all steps (clips, steps, hidden), and the last one (clips, hidden)."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_the_update_gate_says_how_much_of_the_old_state_is_kept

# %% wrong="update_turned_around" hint="The update gate is turned around" at_most=85
# z n + (1 - z) h, as some papers write it.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = z * n + (1 - z) * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="nothing_renewed" hint="h is not (1 - z)" at_most=85
# n + z h.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = n * 0.5 + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="update_without_state" hint="h is not (1 - z)" at_most=85
# The update gate does not see the state.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + c[H:2 * H])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="update_without_input" hint="h is not (1 - z)" at_most=85
# The update gate does not see the input.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(b[H:2 * H] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="update_without_second_bias" hint="h is not (1 - z)" at_most=85
# The update gate lacks the bias c.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1] - c[H:2 * H])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="hard_gate" hint="h is not (1 - z)" at_most=85
# A gate that is open or closed but for one half.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.clamp(0.5 + (i[1] + s[1]) / 6, 0, 1)
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="turned_around_before" hint="the update gate is turned around" at_most=85
# The update gate is turned around in one of the conventions.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        if reset == 'before':
            z = 1 - z
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="one_gate_before" hint="a proposal that does not see the state" at_most=85
# In one of the conventions the reset gate also takes the place of the update gate.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        z = z if reset == 'after' else 0.5 + r * (z - 0.5)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% [markdown]
# ## test_reset_after_multiplies_what_the_matrix_product_gave

# %% wrong="bias_outside" hint="multiplies the bias c_n" at_most=78
# The bias c_n stands outside of the gate.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * (h @ R[:, 2 * H:]) + c[2 * H:] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="conventions_exchanged" hint="that is the other convention" at_most=60
# The two are exchanged.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'before' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="before_always" hint="that is the other convention" at_most=75
# Always the convention of the paper.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'never' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="update_first" hint="r, z, n" at_most=60
# The columns of z are taken for those of r.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        z, r = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="proposal_first" hint="r, z, n" at_most=40
# The columns of n come first.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[1] + s[1]), torch.sigmoid(i[2] + s[2])
        seen = r * s[0] if reset == 'after' else (r * h) @ R[:, :H] + c[:H]
        n = torch.tanh(i[0] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="no_reset" hint="r, z, n" at_most=60
# No reset gate.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = s[2] if reset == 'after' else h @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="reset_without_state" hint="r, z, n" at_most=60
# The reset gate does not see the state.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + c[:H]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="input_reset_too" hint="r, z, n" at_most=78
# The gate multiplies the input's part, too.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(r * i[2] + seen) if reset == 'after' else torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="sigmoid_proposal" hint="is not tanh(x @ W_n" at_most=40
# The proposal is a sigmoid.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.sigmoid(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="turned_reset" hint="r, z, n" at_most=60
# 1 - r.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(-i[0] - s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% [markdown]
# ## test_reset_before_multiplies_the_state_before_the_matrix_product

# %% wrong="after_always" hint="the result is that of \"after\"" at_most=80
# `reset` is not looked at.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset else None
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="bias_inside" hint="c_n is added as it is" at_most=80
# The bias is multiplied, too.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + r * c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="bias_forgotten" hint="(r * h) @ R_n + c_n" at_most=80
# The bias is forgotten.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="wrong_columns" hint="(r * h) @ R_n + c_n" at_most=80
# The columns of z for the product.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, H:2 * H] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="state_kept_reset" hint="(r * h) @ R_n + c_n" at_most=80
# The old state is multiplied for good.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * (h if reset == 'after' else r * h)
        states.append(h)
    return torch.stack(states, dim=1), h

# %% [markdown]
# ## test_after_is_the_convention_if_none_is_given

# %% wrong="before_by_default" hint="If `reset` is not given" at_most=96
# The other default.
def gru_forward(X, W, R, b, c, h0=None, reset="before"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="no_default" hint="missing" at_most=96
# No default.
def gru_forward(X, W, R, b, c, h0=None, *, reset):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% [markdown]
# ## test_an_unknown_convention_is_refused

# %% wrong="not_refused" hint="should raise a `ValueError`" at_most=96
# Everything else is before.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="key_error" hint="Yours is: KeyError" at_most=96
# A KeyError.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    {'after': 1, 'before': 2}[reset]
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="any_case" hint="should raise a `ValueError`" at_most=96
# Capital letters are taken, too.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    reset = reset.lower()
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="assertion" hint="Yours is: AssertionError" at_most=96
# An assertion.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    assert reset in ('after', 'before')
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="empty_is_default" hint="should raise a `ValueError`" at_most=96
# Nothing means after.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    reset = reset or 'after'
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% [markdown]
# ## test_all_states_come_first_then_the_last_one

# %% wrong="steps_first" hint="shape (clips, steps, hidden)" at_most=92
# Steps are the first axis.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states), h

# %% wrong="last_first" hint="shape (clips, steps, hidden)" at_most=92
# The last one comes first.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return h, torch.stack(states, dim=1)

# %% wrong="first_state" hint="after the *last* step" at_most=92
# The first state in place of the last.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), states[0]

# %% wrong="no_carry" hint="that the one before has left" at_most=92
# Each step starts from h0.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    start = h
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (start @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * start) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * start
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="with_a_layer_axis" hint="shape (clips, hidden)" at_most=92
# With one more axis, as nn.GRU has it.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h[None]

# %% [markdown]
# ## test_without_h0_it_starts_from_zeros

# %% wrong="ones" hint="should be all zeros" at_most=96
# Starts from ones.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_ones(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="random_start" hint="should be all zeros" at_most=96
# Starts from random numbers.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = torch.randn(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="ones_before" hint="should be all zeros" at_most=96
# Starts from ones in one of the conventions.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = (X.new_zeros(len(X), H) + float(reset == 'before')) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% [markdown]
# ## test_one_clip_one_step_and_one_unit_will_do

# %% wrong="squeezed" hint="an axis is lost" at_most=96
# Takes axes of length 1 away.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1).squeeze(-1), h.squeeze(-1)

# %% wrong="squeezed_all" hint="an axis is lost" at_most=96
# Takes all axes of length 1 away, but of one step.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    states = torch.stack(states, dim=1)
    return (states, h) if len(X) > 1 else (states[0], h[0])

# %% wrong="squeezed_before" hint="an axis is lost" at_most=96
# Drops axes of length 1 in one of the conventions.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h.squeeze() if reset == 'before' else h

# %% [markdown]
# ## test_gradients_flow_back_through_all_steps

# %% wrong="detached_states" hint="cut the graph" at_most=96
# Cuts the graph between steps.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
        h = h.detach() if t < X.shape[1] - 1 else h
    return torch.stack(states, dim=1), h

# %% wrong="no_grad" hint="no graph" at_most=96
# Without gradients.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    with torch.no_grad():
        if reset not in ("after", "before"):
            raise ValueError(reset)
        H = R.shape[0]
        h = X.new_zeros(len(X), H) if h0 is None else h0
        states = []
        for t in range(X.shape[1]):
            i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
            r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
            seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
            n = torch.tanh(i[2] + seen)
            h = (1 - z) * n + z * h
            states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="weights_detached" hint="No gradient reaches" at_most=96
# Takes the matrices out of the graph.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    W, R = W.detach(), R.detach()
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="nn_gru_with_copies" hint="No gradient reaches" at_most=96
# nn.GRU with copied weights for one convention.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    if reset == 'after':
        net = nn.GRU(W.shape[0], R.shape[0], batch_first=True)
        with torch.no_grad():
            net.weight_ih_l0.copy_(W.T)
            net.weight_hh_l0.copy_(R.T)
            net.bias_ih_l0.copy_(b)
            net.bias_hh_l0.copy_(c)
        states, h = net(X, None if h0 is None else h0[None])
        return states, h[0]
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h

# %% wrong="cut_every_eight_steps" hint="nothing may cut the graph" at_most=96
# Cuts the graph every eight steps.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
        h = h.detach() if t % 8 == 7 and t < X.shape[1] - 1 else h
    return torch.stack(states, dim=1), h

# %% wrong="cut_once_in_the_middle" hint="nothing may cut the graph" at_most=96
# Cuts a long clip once, in its middle.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
        h = h.detach() if t == X.shape[1] // 2 and t > 60 else h
    return torch.stack(states, dim=1), h

# %% wrong="last_state_detached" hint="one of the two results, has no graph" at_most=96
# The second result has no graph.
def gru_forward(X, W, R, b, c, h0=None, reset="after"):
    if reset not in ("after", "before"):
        raise ValueError(reset)
    H = R.shape[0]
    h = X.new_zeros(len(X), H) if h0 is None else h0
    states = []
    for t in range(X.shape[1]):
        i, s = (X[:, t] @ W + b).split(H, dim=1), (h @ R + c).split(H, dim=1)
        r, z = torch.sigmoid(i[0] + s[0]), torch.sigmoid(i[1] + s[1])
        seen = r * s[2] if reset == 'after' else (r * h) @ R[:, 2 * H:] + c[2 * H:]
        n = torch.tanh(i[2] + seen)
        h = (1 - z) * n + z * h
        states.append(h)
    return torch.stack(states, dim=1), h.detach()
