# %% [markdown]
# # Worked answers of `grouped_interval`

# %% [markdown]
# ## Right answers

# %% right="loop"
# The usual loop over rounds.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% right="multinomial"
# No loop: how often each group and each repeat is drawn is multinomial.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    names, number = np.unique(np.asarray(groups), return_inverse=True)
    of = np.eye(len(names))[number]
    times = rng.multinomial(len(names), [1 / len(names)] * len(names), size=draws)
    def sums(right):
        picked = rng.multinomial(len(right), [1 / len(right)] * len(right), size=draws) / len(right)
        return (picked @ (right.astype(float) @ of) * times).sum(axis=1)
    difference = (sums(one) - sums(other)) / (times @ of.sum(axis=0))
    return np.quantile(difference, 0.025), np.quantile(difference, 0.975)

# %% right="choice"
# `rng.choice` draws the names, and the means of the drawn repeats come first.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = list(groups)
    places = {}
    for i, g in enumerate(groups):
        places.setdefault(g, []).append(i)
    names = sorted(places)
    differences = []
    for _ in range(draws):
        notes = [i for k in rng.choice(len(names), size=len(names)) for i in places[names[k]]]
        a = one[rng.choice(len(one), size=len(one))].mean(axis=0)
        b = other[rng.choice(len(other), size=len(other))].mean(axis=0)
        differences.append((a[notes] - b[notes]).mean())
    differences.sort()
    low, high = np.percentile(differences, 2.5), np.percentile(differences, 97.5)
    return float(low), float(high)

# %% right="random_module"
# Python's own generator, with a seed of its own.
import random
def grouped_interval(one, other, groups, draws=2000, seed=0):
    r = random.Random(seed)
    names = sorted(set(groups))
    members = {n: [i for i, g in enumerate(groups) if g == n] for n in names}
    one, other = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    all_of = []
    for _ in range(draws):
        notes = []
        for n in r.choices(names, k=len(names)):
            notes += members[n]
        a = one[r.choices(range(len(one)), k=len(one))]
        b = other[r.choices(range(len(other)), k=len(other))]
        all_of.append(a[:, notes].mean() - b[:, notes].mean())
    return [np.percentile(all_of, 2.5), np.percentile(all_of, 97.5)]

# %% right="sums_and_sizes"
# Sums and sizes of the groups, then one matrix of drawn groups.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    _, g = np.unique(groups, return_inverse=True)
    n = g.max() + 1
    size = np.bincount(g)
    drawn = rng.integers(n, size=(draws, n))
    total = np.zeros(draws)
    for sign, right in ((1, one), (-1, other)):
        sums = np.stack([np.bincount(g, weights=row.astype(float)) for row in right])
        rows = rng.integers(len(right), size=(draws, len(right)))
        total += sign * sums[rows].mean(axis=1)[np.arange(draws)[:, None], drawn].sum(axis=1)
    return tuple(np.percentile(total / size[drawn].sum(axis=1), (2.5, 97.5)))

# %% right="random_state"
# The older generator of NumPy, made in the call.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    state = np.random.RandomState(seed)
    names = np.unique(groups)
    where = [np.where(np.array(groups) == name)[0] for name in names]
    values = np.empty(draws)
    for d in range(draws):
        notes = np.hstack([where[k] for k in state.randint(len(names), size=len(names))])
        r1, r2 = state.randint(len(one), size=len(one)), state.randint(len(other), size=len(other))
        values[d] = one[np.ix_(r1, notes)].mean() - other[np.ix_(r2, notes)].mean()
    return np.percentile(values, 2.5), np.percentile(values, 97.5)

# %% right="torch"
# With PyTorch and a generator of its own.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    g = torch.Generator().manual_seed(seed)
    number = torch.as_tensor(np.unique(np.asarray(groups), return_inverse=True)[1])
    n = int(number.max()) + 1
    members = [(number == i).nonzero()[:, 0] for i in range(n)]
    a, b = (torch.tensor(np.asarray(x), dtype=torch.float64) for x in (one, other))
    out = []
    for _ in range(draws):
        notes = torch.cat([members[i] for i in torch.randint(n, (n,), generator=g).tolist()])
        ra = torch.randint(len(a), (len(a),), generator=g)
        rb = torch.randint(len(b), (len(b),), generator=g)
        out.append((a[ra][:, notes].mean() - b[rb][:, notes].mean()).item())
    low, high = np.percentile(out, [2.5, 97.5])
    return low, high

# %% right="normal"
# Quantiles by another method of interpolation.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    names, number = np.unique(groups, return_inverse=True)
    places = [np.flatnonzero(number == i) for i in range(len(names))]
    d = []
    for _ in range(draws):
        notes = np.concatenate([places[i] for i in rng.integers(len(names), size=len(names))])
        a, b = (x[rng.integers(len(x), size=len(x))][:, notes].mean() for x in (one, other))
        d.append(a - b)
    return np.quantile(d, 0.025, method="nearest"), np.quantile(d, 0.975, method="nearest")

# %% right="helper"
# A function for one round, a list of its results.
def one_round(rng, one, other, places):
    notes = np.concatenate([places[k] for k in rng.integers(len(places), size=len(places))])
    value = 0.0
    for sign, right in ((1, one), (-1, other)):
        value += sign * right[rng.integers(len(right), size=len(right))].mean(axis=0, dtype=float)[notes].mean()
    return value
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    places = [np.flatnonzero(groups == g) for g in np.unique(groups)]
    return tuple(np.percentile([one_round(rng, one, other, places) for _ in range(draws)], [2.5, 97.5]))

# %% right="array"
# An array with the two ends.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return np.percentile(found, [2.5, 97.5])

# %% right="weights"
# How often each note comes is its weight.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    names, number = np.unique(groups, return_inverse=True)
    ends = []
    for _ in range(draws):
        times = np.bincount(rng.integers(len(names), size=len(names)), minlength=len(names))
        w = times[number]
        r = [right[rng.integers(len(right), size=len(right))].mean(axis=0) for right in (one, other)]
        ends.append(np.average(r[0], weights=w) - np.average(r[1], weights=w))
    return np.percentile(ends, 2.5), np.percentile(ends, 97.5)

# %% [markdown]
# ## Others

# %% wrong="constant" hint="Not looked at" at_most=7
# The stand-in of the text: the same for all data.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    return -1.0, 1.0

# %% [markdown]
# ## test_whole_groups_are_drawn

# %% wrong="single_notes" hint="as narrow as if single notes" at_most=63
# Single notes are drawn.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = rng.integers(0, len(groups), len(groups))
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="formula_over_notes" hint="as narrow as if single notes" at_most=44
# The formula of the text above, for single notes.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    n = a.shape[1]
    p, q = a.mean(), b.mean()
    error = np.hypot(np.sqrt(p * (1 - p) / n), np.sqrt(q * (1 - q) / n)) * (draws > 1)
    middle = p - q + 0.01 * error * rng.normal() * (draws > 1)
    return middle - 1.96 * error, middle + 1.96 * error

# %% wrong="without_replacement" hint="no width, although notes and groups differ" at_most=63
# Groups are drawn without replacement: each comes once, in every round.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.permutation(len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="drawn_once" hint="no width, although notes and groups differ" at_most=63
# Groups are drawn once, before the rounds.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
    for _ in range(draws):
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="half_of_the_groups" hint="too wide. In each round draw" at_most=63
# Only half as many groups are drawn as there are.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names) // 2)])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="ten_groups" hint="too wide. In each round draw" at_most=63
# Ten groups are drawn, however many there are.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), 10)])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="as_many_as_notes" hint="draw as many groups as there are" at_most=63
# As many groups are drawn as there are notes.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(groups))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="twice_counts_once" hint="The interval is too narrow" at_most=63
# A group that is drawn twice counts once.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in set(rng.integers(0, len(names), len(names)).tolist())])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="one_note_of_each" hint="take all notes of each drawn group, not one" at_most=57
# Of each drawn group only one note is taken.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = [rng.choice(members[names[i]]) for i in rng.integers(0, len(names), len(names))]
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="notes_within_groups" hint="The interval is too narrow" at_most=63
# All groups stay, and notes are drawn within each.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([rng.choice(m, size=len(m)) for m in members.values()])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="half_left_out" hint="too wide. In each round draw" at_most=63
# One half of the groups, without replacement.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.permutation(len(names))[: len(names) // 4]])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% [markdown]
# ## test_repeats_are_drawn

# %% wrong="no_repeats" hint="The repeats differ, all groups are alike, and the interval" at_most=88
# The mean over the repeats is taken first, so seeds play no part.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one.mean(axis=0, keepdims=True)
        b = other.mean(axis=0, keepdims=True)
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="first_repeat" hint="The repeats differ, all groups are alike, and the interval" at_most=88
# Only the first repeat is looked at.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[:1]
        b = other[:1]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="one_repeat_each_round" hint="Where the repeats differ the interval is too wide" at_most=88
# One repeat is drawn in each round, not as many as there are.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), 1)]
        b = other[rng.integers(0, len(other), 1)]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="repeats_shuffled" hint="The repeats differ, all groups are alike, and the interval" at_most=88
# Repeats are drawn without replacement.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.permutation(len(one))]
        b = other[rng.permutation(len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="a_repeat_for_each_note" hint="Where the repeats differ the interval is too narrow" at_most=88
# Each note of a round gets a repeat of its own, so luck of seeds cancels.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        x = one[rng.integers(0, len(one), len(notes)), notes]
        y = other[rng.integers(0, len(other), len(notes)), notes]
        found.append(x.mean() - y.mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% [markdown]
# ## test_the_repeats_of_each_network_are_drawn_on_their_own

# %% wrong="same_repeats" hint="For two networks with the same results in each repeat the" at_most=94
# The same repeats are drawn for both networks.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        rows = rng.integers(0, len(one), len(one))
        a = one[rows]
        b = other[rows % len(other)]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="differences_of_repeats" hint="For two networks with the same results in each repeat the" at_most=94
# Repeat i of one is set against repeat i of the other.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        k = min(len(one), len(other))
        rows = rng.integers(0, k, k)
        d = one[:k].astype(float) - other[:k]
        found.append(d[rows][:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% [markdown]
# ## test_both_networks_get_the_same_notes

# %% wrong="other_notes" hint="Two networks that are right on the very same notes differ" at_most=94
# Groups are drawn for each network on its own.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        pick = lambda: np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, pick()].mean() - b[:, pick()].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="two_intervals" hint="Two networks that are right on the very same notes differ" at_most=94
# An interval for each network, and their ends are subtracted.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    places = [np.flatnonzero(groups == g) for g in np.unique(groups)]
    sums = []
    for right in (one, other):
        means = []
        for _ in range(draws):
            notes = np.concatenate([places[i] for i in rng.integers(len(places), size=len(places))])
            means.append(right[rng.integers(len(right), size=len(right))][:, notes].mean())
        sums.append(np.array(means))
    return tuple(np.percentile(sums[0] - sums[1], [2.5, 97.5]))

# %% [markdown]
# ## test_every_note_counts_the_same

# %% wrong="mean_of_groups" hint="The interval is that of a mean over groups" at_most=94
# The mean of the means of the groups: small groups weigh as much as large ones.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        drawn = rng.integers(0, len(names), len(names))
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(np.mean([a[:, members[names[i]]].mean() - b[:, members[names[i]]].mean() for i in drawn]))
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="divided_by_all_notes" hint="With groups of different sizes the interval is another one" at_most=94
# The sum over the drawn notes is divided by the number of all notes, not of the drawn ones.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append((a[:, notes].mean(axis=0).sum() - b[:, notes].mean(axis=0).sum()) / len(groups))
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% [markdown]
# ## test_the_interval_covers_95_per_cent

# %% wrong="ninety" hint="The interval seems to cover 90 %" at_most=94
# The middle 90 %.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [5, 95]))

# %% wrong="ninety_nine" hint="The interval seems to cover 99 %" at_most=94
# The middle 99 %.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [0.5, 99.5]))

# %% wrong="one_standard_error" hint="The interval seems to cover 68 %, one standard error on" at_most=94
# One standard deviation on each side: about 68 %.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return np.mean(found) - np.std(found), np.mean(found) + np.std(found)

# %% wrong="quartiles" hint="The interval seems to cover 50 %" at_most=94
# The middle half.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [25, 75]))

# %% wrong="smallest_and_largest" hint="The ends are not the 2.5th and the 97.5th percentile of the" at_most=94
# The smallest and the largest difference of all rounds.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return min(found), max(found)

# %% wrong="from_the_smallest" hint="The ends are not the 2.5th and the 97.5th percentile of the" at_most=94
# From the smallest difference to the 95th percentile.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [0, 95]))

# %% [markdown]
# ## test_it_returns_the_lower_and_the_upper_end_of_one_minus_other

# %% wrong="ends_exchanged" hint="The lower end should come first" at_most=94
# The upper end comes first.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [97.5, 2.5]))

# %% wrong="other_minus_one" hint="The sign is wrong" at_most=94
# The wrong sign: other minus one.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(b[:, notes].mean() - a[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="per_cent" hint="The difference is a fraction between -1 and 1, not per cent" at_most=94
# In points of a hundred.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(100 * np.array(found), [2.5, 97.5]))

# %% wrong="with_the_mean" hint="It should return two numbers, the ends of the interval" at_most=94
# Three numbers: the mean stands between the ends.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    low, high = np.percentile(found, [2.5, 97.5])
    return low, np.mean(found), high

# %% wrong="dict" hint="The two ends should be numbers of Python or NumPy, in a" at_most=94
# A dict with the two ends.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    low, high = np.percentile(found, [2.5, 97.5])
    return {"low": low, "high": high}

# %% [markdown]
# ## test_groups_may_be_named_and_mixed_in_any_way

# %% wrong="groups_beside_each_other" hint="If the notes of a group do not stand beside each other the" at_most=94
# A new group begins wherever the name changes.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    starts = [i for i in range(len(groups)) if i == 0 or groups[i] != groups[i - 1]] + [len(groups)]
    places = [np.arange(a, b) for a, b in zip(starts, starts[1:])]
    found = []
    for _ in range(draws):
        notes = np.concatenate([places[i] for i in rng.integers(len(places), size=len(places))])
        a, b = (x[rng.integers(len(x), size=len(x))][:, notes].mean() for x in (one, other))
        found.append(a - b)
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="array_needed" hint="If `groups` is a list of texts the interval is another one" at_most=94
# `groups == name` is compared with a list as a whole.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)} if isinstance(groups, np.ndarray) else {0: np.arange(len(groups)), 1: np.arange(len(groups))}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="bincount_of_names" hint="If `groups` is whole numbers the interval is another one" at_most=94
# Whole numbers are taken for the numbers of groups, counted from 0.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in (range(len(set(groups.tolist()))) if groups.dtype.kind == 'i' else np.unique(groups))}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([np.zeros(1, dtype=int), *[members[names[i]] for i in rng.integers(0, len(names), len(names))]])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% [markdown]
# ## test_what_is_right_may_be_of_any_type

# %% wrong="subtracted_as_they_are" hint="boolean subtract" at_most=97
# The numbers are subtracted in their own type: small unsigned numbers have no -1, and bool no minus.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        k = np.full(1, 1, dtype=one.dtype)
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append((a[:, notes].mean(axis=0).astype(one.dtype) - b[:, notes].mean(axis=0).astype(one.dtype)).mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% [markdown]
# ## test_draws_is_used_and_has_its_default

# %% wrong="always_2000" hint="With `draws=1` there is only one difference, so both ends" at_most=97
# The number of rounds is typed in.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(2000):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="other_default" hint="Without `draws` and `seed` these should be 2000 and 0" at_most=97
# Without `draws` there are 1000 rounds.
def grouped_interval(one, other, groups, draws=1000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="default_seed" hint="Without `draws` and `seed` these should be 2000 and 0" at_most=97
# Without `seed` it is 42.
def grouped_interval(one, other, groups, draws=2000, seed=42):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% [markdown]
# ## test_the_same_seed_gives_the_same_interval_and_another_seed_another

# %% wrong="no_seed" hint="Two calls with the same arguments give different intervals" at_most=97
# The generator has no seed.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng()
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="fixed_seed" hint="Other seeds give the same interval" at_most=97
# The seed is typed in.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(0)
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="global_state" hint="Two calls with the same arguments give different intervals" at_most=97
# The global generator is used, whatever its state.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    groups = np.asarray(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in np.random.randint(0, len(names), len(names))])
        a = one[np.random.randint(0, len(one), len(one))]
        b = other[np.random.randint(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% [markdown]
# ## test_the_arguments_stay_as_they_are

# %% wrong="sorted_in_place" hint="`one` is changed" at_most=97
# The notes are sorted by group in the arrays that came in.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    groups = np.asarray(groups)
    order = np.argsort(groups, kind='stable')
    one[:], other[:] = one[:, order], other[:, order]
    groups = groups[order]
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))

# %% wrong="list_sorted" hint="`groups` is changed" at_most=97
# The list of groups is sorted in place, after the groups were found.
def grouped_interval(one, other, groups, draws=2000, seed=0):
    rng = np.random.default_rng(seed)
    given = groups if isinstance(groups, list) else list(groups)
    groups = np.array(groups)
    members = {name: np.flatnonzero(groups == name) for name in np.unique(groups)}
    names = list(members)
    given.sort()
    found = []
    for _ in range(draws):
        notes = np.concatenate([members[names[i]] for i in rng.integers(0, len(names), len(names))])
        a = one[rng.integers(0, len(one), len(one))]
        b = other[rng.integers(0, len(other), len(other))]
        found.append(a[:, notes].mean() - b[:, notes].mean())
    return tuple(np.percentile(found, [2.5, 97.5]))
