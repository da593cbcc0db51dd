# %% [markdown]
# # Worked answers of `feature_jsd`

# %% [markdown]
# ## Right answers

# %% right="digitize"
# np.digitize.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% right="histogram_of_clipped"
# np.histogram after the values were clipped into the range.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    if not len(tokens_a) or not len(tokens_b):
        raise ValueError("no notes")
    def count(x, i, edges):
        x = np.asarray(x, dtype=float)[:, i]
        return np.histogram(np.clip(x, edges[0], np.nextafter(edges[-1], edges[0])), bins=edges)[0]
    e = [np.arange(129) - 0.5, np.asarray(step_edges, dtype=float), np.asarray(duration_edges, dtype=float)]
    return {name: jsd(count(tokens_a, i, e[i]), count(tokens_b, i, e[i])) for i, name in enumerate(["pitch", "step", "duration"])}

# %% right="infinite_ends"
# Infinite outer edges.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    result = {}
    for name, column, edges in (("pitch", 0, range(129)), ("step", 1, step_edges), ("duration", 2, duration_edges)):
        inner = np.asarray(edges, dtype=float)[1:-1]
        hists = []
        for tokens in (tokens_a, tokens_b):
            values = np.array(tokens, dtype=float).reshape(-1, 3)[:, column]
            if values.size == 0:
                raise ValueError("a set is empty")
            hists.append(np.histogram(values, bins=[-np.inf, *inner, np.inf])[0])
        result[name] = jsd(*hists)
    return result

# %% right="loop"
# Plain Python with bisect.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    import bisect
    def histogram(tokens, column, edges):
        counts = [0] * (len(edges) - 1)
        for row in tokens:
            i = bisect.bisect_right(edges, float(row[column])) - 1
            counts[min(max(i, 0), len(counts) - 1)] += 1
        return counts
    edges = {"pitch": list(range(129)), "step": list(step_edges), "duration": list(duration_edges)}
    if min(len(tokens_a), len(tokens_b)) == 0:
        raise ValueError("nothing to compare")
    return {k: jsd(histogram(tokens_a, i, e), histogram(tokens_b, i, e)) for i, (k, e) in enumerate(edges.items())}

# %% right="torch"
# torch.bucketize.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    sets = [torch.as_tensor(t).double() for t in (tokens_a, tokens_b)]
    if 0 in (len(sets[0]), len(sets[1])):
        raise ValueError("empty")
    def hist(v, inner):
        return torch.bucketize(v, inner, right=True).bincount(minlength=len(inner) + 1).numpy()
    inner = [torch.arange(1, 128).double(), torch.as_tensor(step_edges).double()[1:-1], torch.as_tensor(duration_edges).double()[1:-1]]
    return {k: float(jsd(*(hist(s[:, i].contiguous(), inner[i]) for s in sets))) for i, k in enumerate(("pitch", "step", "duration"))}

# %% right="bincount_of_pitches"
# The pitches are counted as whole numbers.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = x[:, 0].astype(int) if i == 0 else np.clip(np.searchsorted(edges, x[:, i], "right") - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% right="shares"
# Shares in place of counts.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins) / len(x))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% right="pandas"
# pd.cut.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    import pandas as pd
    if len(tokens_a) == 0 or len(tokens_b) == 0:
        raise ValueError("empty")
    out = {}
    for i, (name, e) in enumerate([("pitch", np.arange(129.0)), ("step", np.asarray(step_edges)), ("duration", np.asarray(duration_edges))]):
        wide = [-np.inf, *e[1:-1], np.inf]
        h = [pd.cut(pd.Series(np.asarray(t, dtype=float)[:, i]), wide, right=False).value_counts(sort=False).to_numpy() for t in (tokens_a, tokens_b)]
        out[name] = jsd(h[0], h[1])
    return out

# %% right="comparisons"
# A table of comparisons.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = (x[:, i][:, None] >= np.asarray(edges)[None, 1:-1]).sum(axis=1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% right="more_keys"
# One more key does no harm.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    found["mean"] = sum(found.values()) / 3
    return found

# %% [markdown]
# ## test_a_dict_with_three_numbers_comes_back

# %% wrong="tuple" hint="should return a dict" at_most=95
# Three numbers side by side.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return tuple(found.values())

# %% wrong="plural_keys" hint="The dict lacks" at_most=10
# Other keys.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitches": np.arange(129), "steps": step_edges, "durations": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="no_return" hint="end it with `return`" at_most=20
# Nothing comes back.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])

# %% wrong="mean_only" hint="should return a dict" at_most=10
# The mean of the three.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return sum(found.values()) / 3

# %% wrong="returns_in_the_loop" hint="The dict lacks" at_most=10
# Returns after the first.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
        return found

# %% wrong="counts_for_divergences" hint="should be one number" at_most=10
# The histograms themselves.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = counts
    return found

# %% [markdown]
# ## test_each_column_is_compared_by_itself

# %% wrong="step_edges_for_both" hint="not that of their histograms" at_most=75
# The edges of the step for the duration.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": step_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="edges_exchanged" hint="not that of their histograms" at_most=75
# Exchanged.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": duration_edges, "duration": step_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="columns_exchanged" hint="not that of their histograms" at_most=75
# Step is the third column.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, (0, 2, 1)[i]], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="own_bins" hint="the same bins for both sets" at_most=70
# Each set has bins of its own.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            counts.append(np.histogram(x[:, i], bins=bins)[0])
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="same_length_only" hint="not that of their histograms" at_most=80
# Cuts both to the shorter.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    n = min(len(a), len(b))
    a, b = a[:n], b[:n]
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="root" hint="is a square root" at_most=80
# The square root.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = np.sqrt(jsd(counts[0], counts[1]))
    return found

# %% wrong="a_with_itself" hint="not that of their histograms" at_most=75
# Compares a with a.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, a):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="smoothed" hint="not that of their histograms" at_most=60
# Adds 1 to each bin.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(1 + np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="pitch_for_all" hint="not that of their histograms" at_most=75
# The pitch in all three.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, 0], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="values_not_counted" hint="not that of their histograms" at_most=60
# The divergence of the values themselves.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(a[: min(len(a), len(b)), i], b[: min(len(a), len(b)), i])
    return found

# %% wrong="set_of_values" hint="not that of their histograms" at_most=80
# Each value once.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(np.unique(place), minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="stand_in" hint="not that of their histograms" at_most=40
# The stand-in of the text.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b, edges = np.asarray(tokens_a), np.asarray(tokens_b), [np.arange(0, 121, 12), step_edges[::4], duration_edges[::4]]
    counts = [[1 + np.histogram(x[:, i], edges[i])[0] for x in (a, b)] for i in range(3)]
    return {name: jsd(*counts[i]) for i, name in enumerate(("pitch", "step", "duration"))}

# %% [markdown]
# ## test_each_pitch_has_a_bin_of_its_own

# %% wrong="last_two_pitches_together" hint="126 and 127" at_most=88
# np.histogram closes its last bin.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(128), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="octaves" hint="counted in the same bin" at_most=75
# Bins of an octave.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(0, 133, 12), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="piano_keys_only" hint="The pitches" at_most=88
# The 88 keys of a piano.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(21, 110), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="pitch_classes" hint="counted in the same bin" at_most=90
# C is C in each octave.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i] % 12 if i == 0 and x[:, 0].max() - x[:, 0].min() > 99 else x[:, i], edges) - 1, 0, bins - 1)
            place = place // 2 if i == 0 and len(set(place)) < 2 else place
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="from_one" hint="0 and 1" at_most=88
# Pitches from 1 on.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(1, 130), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% [markdown]
# ## test_a_value_on_an_edge_belongs_to_the_bin_that_begins_there

# %% wrong="right_closed" hint="counts in the bin that ends there" at_most=90
# The bin that ends there.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges, right=i > 0) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="densities" hint="not densities" at_most=88
# Heights of density=True.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins) / np.diff(edges))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="equal_widths" hint="With bins of different widths" at_most=88
# Equal bins from the first to the last edge.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        edges = np.linspace(edges[0], edges[-1], bins + 1)
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="width_of_the_first" hint="equal to an edge" at_most=88
# Divides by the width of the first bin.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.floor((x[:, i] - edges[0]) / (edges[1] - edges[0]) + 1).astype(int) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="nearest_edge" hint="With bins of different widths" at_most=92
# The nearest edge.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.abs(x[:, i][:, None] - np.asarray(edges)[:-1]).argmin(axis=1) if i else x[:, 0].astype(int)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% [markdown]
# ## test_what_lies_outside_counts_in_the_end_bins

# %% wrong="outside_lost" hint="Nothing is lost" at_most=88
# np.histogram drops what lies outside.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            counts.append(np.histogram(x[:, i], bins=edges)[0] if i else np.bincount(x[:, 0].astype(int), minlength=128))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="below_lost" hint="below the first edge" at_most=88
# Only what is above comes in.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            x = x[x[:, i] >= edges[0]]
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="above_lost" hint="above the last edge" at_most=88
# Only what is below comes in.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            x = x[x[:, i] < edges[-1]]
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="bin_of_their_own" hint="Nothing is lost" at_most=88
# A bin more on each side.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.digitize(x[:, i], edges)
            counts.append(np.bincount(place, minlength=bins + 2))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="wraps_around" hint="below the first edge" at_most=88
# -1 is the last bin.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.minimum(np.digitize(x[:, i], edges) - 1, bins - 1) % bins
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% [markdown]
# ## test_tensors_are_as_good_as_arrays

# %% wrong="arrays_only" hint="no attribute" at_most=94
# copy of a tensor.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = tokens_a.astype(float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="tensors_halved" hint="Tensors give another result" at_most=94
# Takes every second row of a tensor.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if torch.is_tensor(tokens_a):
        a = a[::2]
    if len(a) == 0 or len(b) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% [markdown]
# ## test_a_set_without_notes_is_refused

# %% wrong="zero_for_nothing" hint="without notes should raise" at_most=94
# 0 where there is nothing.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    if len(a) == 0 or len(b) == 0:
        return {"pitch": 0.0, "step": 0.0, "duration": 0.0}
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="one_set_looked_at" hint="without notes should raise" at_most=94
# Only the first; jsd is asked with a copy of the other.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    b = a if len(b) == 0 else b
    if len(a) == 0:
        raise ValueError("no notes")
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="assertion" hint="Yours is: AssertionError" at_most=94
# An AssertionError.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    assert len(a) and len(b)
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found

# %% wrong="index_error" hint="Yours is: IndexError" at_most=94
# Looks at the first row.
def feature_jsd(tokens_a, tokens_b, step_edges, duration_edges):
    a, b = np.asarray(tokens_a, dtype=float), np.asarray(tokens_b, dtype=float)
    a[0], b[0]
    found = {}
    for i, (name, edges) in enumerate({"pitch": np.arange(129), "step": step_edges, "duration": duration_edges}.items()):
        bins = len(edges) - 1
        counts = []
        for x in (a, b):
            place = np.clip(np.digitize(x[:, i], edges) - 1, 0, bins - 1)
            counts.append(np.bincount(place, minlength=bins))
        found[name] = jsd(counts[0], counts[1])
    return found
