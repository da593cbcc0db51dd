# %% [markdown]
# # Worked answers of `vote`

# %% [markdown]
# ## Right answers

# %% right="numpy"
# NumPy and its own sigmoid.
def vote(logits, rule, threshold):
    p = 1 / (1 + np.exp(-np.asarray(logits, dtype=float)))
    if rule == "majority":
        return (p > threshold).mean(axis=0) >= 1 / 3 - 1e-9
    m = p.mean(0)
    if rule == "s1":
        return m > threshold
    if rule == "s2":
        return m > threshold * m.max()
    raise ValueError(rule)

# %% right="torch"
# Tensors to the end.
def vote(logits, rule, threshold):
    p = torch.as_tensor(logits).double().sigmoid()
    n = p.shape[0]
    if rule == "majority":
        return (p > threshold).sum(dim=0) >= math.ceil(n / 3)
    elif rule == "s1":
        return p.mean(dim=0).gt(threshold)
    elif rule == "s2":
        total = p.sum(dim=0)
        return (total / total.max()).gt(threshold)
    else:
        raise ValueError("unknown rule")

# %% right="kth_largest"
# A third of the windows: the largest but so many.
def vote(logits, rule, threshold):
    p = torch.sigmoid(torch.tensor(np.array(logits))).numpy()
    scores = {
        "majority": lambda: np.sort(p, axis=0)[::-1][math.ceil(len(p) / 3) - 1],
        "s1": lambda: p.mean(axis=0),
        "s2": lambda: p.mean(axis=0) / p.mean(axis=0).max(),
    }
    if rule not in scores:
        raise ValueError("rule")
    return scores[rule]() > threshold

# %% right="loops"
# Loops over windows and classes.
def vote(logits, rule, threshold):
    rows = np.asarray(logits).tolist()
    if rule not in ("majority", "s1", "s2"):
        raise ValueError(rule)
    columns = [[1 / (1 + math.exp(-v)) for v in column] for column in zip(*rows)]
    if rule == "majority":
        return np.array([sum(v > threshold for v in c) * 3 >= len(c) for c in columns])
    means = [sum(c) / len(c) for c in columns]
    top = max(means) if rule == "s2" else 1.0
    return np.array([m / top > threshold for m in means])

# %% right="match"
# `match`, and a mask of truth values.
def vote(logits, rule, threshold):
    p = torch.sigmoid(torch.as_tensor(np.asarray(logits)))
    match rule:
        case "majority":
            values, limit = (p > threshold).float().mean(dim=0) * 3 + 1e-5, 1
            return values >= limit
        case "s1":
            return p.mean(dim=0) > threshold
        case "s2":
            return p.mean(dim=0) / p.mean(dim=0).amax() > threshold
    raise ValueError(rule)

# %% right="where"
# `np.where` on arrays.
def vote(logits, rule, threshold):
    p = np.asarray(torch.sigmoid(torch.as_tensor(logits)))
    if rule == "majority":
        return np.where(np.count_nonzero(p > threshold, axis=0) * 3 < p.shape[0], False, True)
    if rule not in {"s1", "s2"}:
        raise ValueError(rule)
    scale = 1 if rule == "s1" else np.mean(p, axis=0).max()
    return np.where(np.mean(p, axis=0) / scale > threshold, True, False)

# %% right="plain_loops"
# Plain numbers and loops.
def vote(logits, rule, threshold):
    if rule not in ("majority", "s1", "s2"):
        raise ValueError("majority, s1 or s2")
    rows = [[1 / (1 + math.exp(-float(value))) for value in row] for row in logits]
    columns = list(zip(*rows))
    means = [sum(column) / len(column) for column in columns]
    said = []
    for column, mean in zip(columns, means):
        if rule == "majority":
            said.append(sum(value > threshold for value in column) * 3 >= len(column))
        else:
            said.append((mean if rule == "s1" else mean / max(means)) > threshold)
    return np.array(said)

# %% right="match_case"
# `match`, and a boundary in votes that is rounded up.
def vote(logits, rule, threshold):
    p = np.asarray(torch.as_tensor(logits).detach().double().sigmoid())
    match rule:
        case "majority":
            return np.count_nonzero(p > threshold, axis=0) >= -(-len(p) // 3)
        case "s1" | "s2":
            mean = np.average(p, axis=0)
            return mean / (mean.max() if rule == "s2" else 1.0) > threshold
    raise ValueError(rule)

# %% right="class_with_methods"
# A class with one method for each rule.
class Votes:
    def __init__(self, logits, threshold):
        self.p = torch.special.expit(torch.tensor(np.asarray(logits), dtype=torch.float64))
        self.threshold = threshold

    def majority(self):
        return torch.ge(3 * torch.gt(self.p, self.threshold).sum(0), self.p.shape[0])

    def s1(self):
        return torch.gt(self.p.mean(0), self.threshold)

    def s2(self):
        return torch.gt(self.p.mean(0), self.threshold * self.p.mean(0).amax())


def vote(logits, rule, threshold):
    if rule not in {"majority", "s1", "s2"}:
        raise ValueError(f"no rule {rule}")
    return getattr(Votes(logits, threshold), rule)()

# %% right="scores_against_borders"
# A score and a border for each rule; fractions are exact.
def vote(logits, rule, threshold):
    from fractions import Fraction
    p = 0.5 * (1 + np.tanh(0.5 * np.asarray(logits, dtype=np.float64)))
    if rule == "majority":
        return np.array([Fraction(int(votes), len(p)) >= Fraction(1, 3) for votes in (p > threshold).sum(axis=0)])
    if rule not in ("s1", "s2"):
        raise ValueError(rule)
    total = p.sum(axis=0)
    return total / (total.max() if rule == "s2" else len(p)) > threshold

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def vote(logits, rule, threshold):
    """Return which classes a recording has, bool (classes,), from its windows' logits, (windows, classes)."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_majority_wants_the_vote_of_a_third_of_the_windows

# %% wrong="any_window" hint="One window is enough" at_most=85
# One window is enough.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return (probability > threshold).any(axis=0)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="true_majority" hint="more than half" at_most=85
# More than half of the windows.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 2 * (probability > threshold).sum(axis=0) > len(probability)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="third_rounded_down" hint="rounded down" at_most=85
# The project's rule: a third, rounded down.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return (probability > threshold).sum(axis=0) >= len(probability) // 3
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="two_thirds" hint="at least a third" at_most=85
# Two thirds.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= 2 * len(probability)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="fixed_half" hint="at least a third" at_most=85
# Windows vote at one half, whatever the threshold.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability > 0.5).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="votes_are_means" hint="at least a third" at_most=85
# The mean above a third of the threshold.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * probability.mean(axis=0) >= threshold
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% [markdown]
# ## test_exactly_a_third_of_the_windows_is_enough

# %% wrong="more_than_a_third" hint="at least a third is asked for" at_most=93
# More than a third.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) > len(probability)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="third_and_one" hint="at least a third is asked for" at_most=93
# A third rounded down, and one.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return (probability > threshold).sum(axis=0) >= len(probability) // 3 + 1
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="a_third_is_33_per_cent" hint="less than a third" at_most=92
# A third is 0.33.
def vote(logits, rule, threshold):
    p = torch.sigmoid(torch.as_tensor(logits).double())
    if rule == "majority":
        return (p > threshold).double().mean(dim=0) >= 0.33
    if rule not in ("s1", "s2"):
        raise ValueError(rule)
    mean = p.mean(dim=0)
    return (mean / mean.max() if rule == "s2" else mean) > threshold

# %% wrong="a_third_is_0333" hint="less than a third" at_most=92
# Shares are rounded to three digits.
def vote(logits, rule, threshold):
    p = torch.sigmoid(torch.as_tensor(logits).double()).numpy()
    if rule == "majority":
        return np.round((p > threshold).mean(axis=0), 3) >= round(1 / 3, 3)
    if rule not in ("s1", "s2"):
        raise ValueError(rule)
    mean = p.mean(axis=0)
    return (mean / mean.max() if rule == "s2" else mean) > threshold

# %% [markdown]
# ## test_s1_is_the_mean_probability

# %% wrong="s1_sum" hint="adds the probabilities up" at_most=85
# The project's S1: the sum.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.sum(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="s1_max" hint="takes the largest" at_most=85
# The largest probability.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.max(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="s1_median" hint="takes the median" at_most=85
# The median.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return np.median(probability, axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="s1_mean_logit" hint="mean of the logits" at_most=85
# The sigmoid of the mean logit.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return torch.sigmoid(torch.as_tensor(logits).mean(dim=0)).numpy() > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="s1_mean_over_classes" hint="of shape (classes,)" at_most=75
# The mean over classes.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.mean(axis=1) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="softmax" hint="Take the sigmoid" at_most=60
# A softmax over classes.
def vote(logits, rule, threshold):
    probability = torch.as_tensor(logits).softmax(dim=1).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="raw_logits" hint="compared with the logits" at_most=60
# No sigmoid.
def vote(logits, rule, threshold):
    probability = torch.as_tensor(logits).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% [markdown]
# ## test_s2_divides_the_means_by_the_largest_one

# %% wrong="s2_by_sum" hint="divides by the sum" at_most=85
# Divides by the sum.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.sum() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="s2_per_window" hint="divides in each window" at_most=85
# Divides in each window.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return (probability / probability.max(axis=1, keepdims=True)).mean(axis=0) > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="s2_is_s1" hint="does not divide" at_most=85
# Does not divide.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="s2_min_max" hint="takes the smallest mean off" at_most=85
# From the smallest to the largest mean.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return (mean - mean.min()) / (mean.max() - mean.min()) > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="s2_argmax" hint="ivide" at_most=85
# Only the class with the largest mean.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean == mean.max()
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="s2_of_logits" hint="takes the mean of the logits" at_most=85
# The mean of the logits, in `s2` only.
def vote(logits, rule, threshold):
    x = torch.as_tensor(logits).double()
    p = torch.sigmoid(x)
    if rule == "majority":
        return 3 * (p > threshold).sum(dim=0) >= len(p)
    if rule == "s1":
        return p.mean(dim=0) > threshold
    if rule == "s2":
        share = torch.sigmoid(x.mean(dim=0))
        return share / share.max() > threshold
    raise ValueError(rule)

# %% [markdown]
# ## test_equal_to_the_threshold_is_not_greater

# %% wrong="at_least_everywhere" hint="should be greater" at_most=95
# Equal is enough.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability >= threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.mean(axis=0) >= threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() >= threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="at_least_s1" hint="should be greater" at_most=95
# Equal is enough for S1.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.mean(axis=0) >= threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% [markdown]
# ## test_the_same_windows_twice_change_nothing

# %% wrong="mean_for_long_ones_only" hint="if every window is there more often" at_most=95
# The sum of so many windows as five have.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if len(probability) > 12:
        probability = probability * 1.2
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% [markdown]
# ## test_it_returns_a_truth_value_for_each_class

# %% wrong="ones_and_zeros" hint="truth values (bool)" at_most=95
# Numbers 0 and 1.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return (3 * (probability > threshold).sum(axis=0) >= len(probability)).astype(int)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="list_of_truth" hint="truth values (bool)" at_most=95
# A list.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return (probability.mean(axis=0) > threshold).tolist()
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="places_of_classes" hint="of shape (classes,)" at_most=55
# The numbers of the classes that are there.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return np.flatnonzero(probability.mean(axis=0) > threshold)
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="tensor_refused" hint="Your code stopped" at_most=95
# Only knows arrays.
def vote(logits, rule, threshold):
    probability = 1 / (1 + np.exp(-logits.astype(float)))
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% [markdown]
# ## test_an_unknown_rule_is_refused

# %% wrong="unknown_is_s2" hint="a `ValueError` should be raised" at_most=97
# Everything else is S2.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    mean = probability.mean(axis=0)
    return mean / mean.max() > threshold

# %% wrong="key_error" hint="Yours is: KeyError" at_most=97
# A KeyError.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise KeyError(rule)

# %% [markdown]
# ## test_the_logits_are_not_changed

# %% wrong="sigmoid_in_place" hint="is changed" at_most=97
# The sigmoid in place.
def vote(logits, rule, threshold):
    probability = torch.as_tensor(logits).sigmoid_().numpy()
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")

# %% wrong="divided_in_place" hint="is changed" at_most=97
# Scales the logits in place, and back.
def vote(logits, rule, threshold):
    probability = torch.sigmoid(torch.as_tensor(logits)).numpy()
    logits *= 2
    if rule == "majority":
        return 3 * (probability > threshold).sum(axis=0) >= len(probability)
    if rule == "s1":
        return probability.mean(axis=0) > threshold
    if rule == "s2":
        mean = probability.mean(axis=0)
        return mean / mean.max() > threshold
    raise ValueError(f"There is no rule {rule!r}.")
