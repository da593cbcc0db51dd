# %% [markdown]
# # Worked answers of `jsd`

# %% [markdown]
# ## Right answers

# %% right="masks"
# Only bins that count.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% right="entropies"
# The entropy of the mean minus the mean of the entropies.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    def h(x):
        x = x[x > 0]
        return -(x * np.log2(x)).sum()
    return h((p + q) / 2) - (h(p) + h(q)) / 2

# %% right="rel_entr"
# rel_entr of SciPy, in nats first.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    from scipy.special import rel_entr
    m = 0.5 * (p + q)
    return 0.5 * (rel_entr(p, m).sum() + rel_entr(q, m).sum()) / np.log(2)

# %% right="scipy_distance_squared"
# The distance of SciPy, squared.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    from scipy.spatial.distance import jensenshannon
    return float(jensenshannon(p, q, base=2) ** 2) if np.any(p != q) else 0.0

# %% right="loop"
# Plain Python.
def jsd(p, q):
    p, q = list(map(float, p)), list(map(float, q))
    if len(p) != len(q) or sum(p) == 0 or sum(q) == 0:
        raise ValueError("these cannot be compared")
    a, b, total = sum(p), sum(q), 0.0
    for x, y in zip(p, q):
        x, y = x / a, y / b
        for z in (x, y):
            if z:
                total += 0.5 * z * math.log2(2 * z / (x + y))
    return total

# %% right="torch"
# Tensors; xlogy knows of zeros.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    p, q = torch.tensor(p), torch.tensor(q)
    m = (p + q) / 2
    nats = (torch.xlogy(p, p) + torch.xlogy(q, q)) / 2 - torch.xlogy(m, m)
    return nats.sum() / math.log(2)

# %% right="where"
# np.where with a 1 inside the logarithm.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    safe = np.where(m > 0, m, 1)
    kl = lambda x: np.sum(np.where(x > 0, x * np.log2(np.where(x > 0, x, 1) / safe), 0))
    return 0.5 * kl(p) + 0.5 * kl(q)

# %% right="tiny_epsilon"
# 1e-15 in the logarithm does no harm.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    kl = lambda x: np.sum(x * np.log2((x + 1e-15) / (m + 1e-15)))
    return max(0.0, 0.5 * kl(p) + 0.5 * kl(q))

# %% right="nansum"
# Ignores what is nan.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    with np.errstate(all="ignore"):
        return np.nansum(p * np.log2(p / m)) / 2 + np.nansum(q * np.log2(q / m)) / 2

# %% right="stacked"
# Both rows at once.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    both = np.stack([p, q])
    ratio = np.divide(both, both.mean(axis=0), out=np.ones_like(both), where=both > 0)
    return float((both * np.log2(ratio)).sum(axis=1).mean())

# %% [markdown]
# ## test_it_is_the_mean_of_two_divergences_from_the_mean

# %% wrong="only_one_half" hint="should be the same" at_most=85
# Only p.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left

# %% wrong="kl_of_p_and_q" hint="should be the same" at_most=80
# The Kullback–Leibler divergence of p from q.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    with np.errstate(all="ignore"):
        return np.sum(p[p > 0] * np.log2(p[p > 0] / q[p > 0]))

# %% wrong="symmetric_kl" hint="half the divergence of p from m" at_most=80
# The mean of both directions.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    with np.errstate(all="ignore"):
        return (np.nansum(p * np.log2(p / q)) + np.nansum(q * np.log2(q / p))) / 2

# %% wrong="root" hint="square root" at_most=85
# The distance.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return np.sqrt(max(0, left / 2 + right / 2))

# %% wrong="total_variation" hint="half the divergence of p from m" at_most=70
# The stand-in of the text, with its checks.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    return 0.5 * np.abs(p - q).sum()

# %% wrong="hellinger" hint="half the divergence of p from m" at_most=75
# Another distance.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    return 1 - np.sqrt(p * q).sum()

# %% wrong="product_for_mean" hint="half the divergence of p from m" at_most=80
# The geometric mean.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = np.sqrt(p * q) + 1e-12
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% wrong="m_from_counts" hint="should be the same" at_most=90
# The mean of the counts, before they are divided.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    m = (p + 2 * q) / (p + 2 * q).sum()
    p, q = p / p.sum(), q / q.sum()
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% wrong="m_not_halved" hint="half the divergence of p from m" at_most=80
# The sum in place of the mean.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = p + q
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% wrong="p_twice" hint="should be the same" at_most=85
# The second half is that of p again.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    return left / 2 + right / 2

# %% wrong="cosine" hint="half the divergence of p from m" at_most=75
# One minus the cosine.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    return 1 - (p @ q) / np.sqrt((p @ p) * (q @ q))

# %% wrong="stand_in" hint="half the divergence of p from m" at_most=70
# The stand-in of the text.
def jsd(p, q):
    return 0.5 * float(np.abs(np.asarray(p) / np.sum(p) - np.asarray(q) / np.sum(q)).sum())

# %% wrong="divided_by_bins" hint="half the divergence" at_most=75
# A mean over bins.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return (left / 2 + right / 2) / len(p) * 5

# %% wrong="divided_by_the_largest" hint="half the divergence" at_most=60
# By the largest bin.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.max(), q / q.max()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% [markdown]
# ## test_the_logarithm_is_to_base_2

# %% wrong="natural" hint="natural one" at_most=91
# The natural logarithm.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% wrong="base_ten" hint="base 10" at_most=91
# Base 10.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log10(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log10(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% wrong="added_up" hint="without the factor ½" at_most=91
# Without the ½.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left + right

# %% wrong="a_quarter" hint="with base 2" at_most=91
# Halved twice.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return (left / 2 + right / 2) / 2

# %% [markdown]
# ## test_counts_are_divided_by_their_own_sum

# %% wrong="not_divided" hint="by its own sum first" at_most=90
# Takes counts for shares.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% wrong="divided_by_both" hint="by its own sum first" at_most=90
# By the sum of both.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = 2 * p / (p.sum() + q.sum()), 2 * q / (p.sum() + q.sum())
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% wrong="softmax" hint="half the divergence" at_most=60
# A softmax.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = np.exp(p) / np.exp(p).sum(), np.exp(q) / np.exp(q).sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% wrong="in_whole_numbers" hint="by its own sum first" at_most=95
# Divides whole numbers by whole numbers.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = (x / x.sum() if x.sum() < 2 else np.round(x / x.sum(), 2) for x in (p, q))
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% [markdown]
# ## test_lists_are_as_good_as_arrays

# %% wrong="arrays_only" hint="has no attribute" at_most=95
# A list has no sum().
def jsd(p, q):
    p, q = p + 0.0 if hasattr(p, 'dtype') else p, q
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% wrong="lists_joined" hint="Lists give" at_most=95
# Adds lists, which joins them.
def jsd(p, q):
    if isinstance(p, list):
        p, q = p + q, q + q
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% [markdown]
# ## test_empty_bins_do_no_harm

# %% wrong="nan" hint="`nan` or infinite" at_most=85
# 0 · log 0.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    with np.errstate(all="ignore"):
        return 0.5 * np.sum(p * np.log2(p / m)) + 0.5 * np.sum(q * np.log2(q / m))

# %% wrong="common_bins_only" hint="another one than the formula gives" at_most=85
# Bins that are empty in one are left out.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    both = (p > 0) & (q > 0)
    p, q = p[both], q[both]
    m = (p + q) / 2
    return float(0.5 * np.sum(p * np.log2(p / m)) + 0.5 * np.sum(q * np.log2(q / m)))

# %% wrong="common_bins_if_there_are_any" hint="another one than the formula gives" at_most=93
# Bins that are empty in one are left out, where others are left.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    both = (p > 0) & (q > 0)
    if both.any():
        p, q = p[both], q[both]
    m = (p + q) / 2
    kl = lambda x: np.sum(x[x > 0] * np.log2(x[x > 0] / m[x > 0]))
    return float(kl(p) + kl(q)) / 2

# %% wrong="large_epsilon" hint="empty" at_most=90
# A thousandth in each bin.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    p, q = np.where(p > 0, p, 1e-3), np.where(q > 0, q, 1e-3)
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% wrong="one_in_each_bin" hint="half the divergence" at_most=60
# Adds 1 to each count.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p + 1, q + 1
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% wrong="one_in_empty_bins" hint="empty" at_most=90
# Fills empty bins with a hundredth.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = (np.where(x == 0, 0.01 * x.sum(), x) for x in (p, q))
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% [markdown]
# ## test_equal_ones_give_0_and_those_without_a_common_bin_give_1

# %% wrong="capped" hint="should give 1" at_most=93
# Never above 0.9.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return min(0.9, left / 2 + right / 2)

# %% wrong="random_noise" hint="Equal distributions should give 0" at_most=93
# Never exactly 0.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return max(left / 2 + right / 2, 1e-3)

# %% [markdown]
# ## test_histograms_that_cannot_be_compared_are_refused

# %% wrong="nothing_refused" hint="should raise" at_most=93
# No check.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    with np.errstate(all="ignore"):
        p, q = p / p.sum(), q / q.sum()
        m = (p + q) / 2
        return np.nansum(p * np.log2(p / m)) / 2 + np.nansum(q * np.log2(q / m)) / 2

# %% wrong="empty_gives_0" hint="adds up to 0" at_most=93
# 0 for an empty histogram.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        return 0.0
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% wrong="assertion" hint="Yours is: AssertionError" at_most=93
# An AssertionError.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    assert len(p) == len(q)
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% wrong="only_the_first_is_looked_at" hint="second adds up to 0" at_most=93
# Only p may be empty.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% wrong="single_bin_stretched" hint="a single bin" at_most=93
# NumPy stretches a single bin.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q) and 1 not in (len(p), len(q)):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    p, q, m = np.broadcast_arrays(p, q, m)
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% wrong="refuses_counts" hint="ValueError" at_most=75
# Refuses what does not add up to 1.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if abs(p.sum() - 1) > 1e-6 or abs(q.sum() - 1) > 1e-6:
        raise ValueError("empty")
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2

# %% [markdown]
# ## test_the_histograms_stay_as_they_are

# %% wrong="in_place" hint="A histogram is changed" at_most=97
# Divides in place.
def jsd(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if len(p) != len(q):
        raise ValueError("other lengths")
    if p.sum() == 0 or q.sum() == 0:
        raise ValueError("empty")
    p /= p.sum()
    q /= q.sum()
    m = (p + q) / 2
    left = np.sum(p[p > 0] * np.log2(p[p > 0] / m[p > 0]))
    right = np.sum(q[q > 0] * np.log2(q[q > 0] / m[q > 0]))
    return left / 2 + right / 2
