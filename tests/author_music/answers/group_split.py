# %% [markdown]
# # Worked answers of `group_split`

# %% [markdown]
# ## Right answers

# %% right="plain"
# The plain way.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% right="rounded_up"
# Rounds up, in Python's sets.
def group_split(groups, classes, test_share=0.3, seed=0):
    import random
    r = random.Random(seed)
    test = set()
    for author in sorted(set(classes.tolist())):
        own = sorted({g for g, c in zip(groups.tolist(), classes.tolist()) if c == author})
        if len(own) < 2:
            raise ValueError(author)
        n = min(len(own) - 1, max(1, math.ceil(test_share * len(own))))
        test |= set(r.sample(own, n))
    where = [i for i, g in enumerate(groups.tolist()) if g in test]
    rest = [i for i, g in enumerate(groups.tolist()) if g not in test]
    return np.array(rest), np.array(where)

# %% right="rounded_down"
# Rounds down.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(int(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% right="global_generator"
# Seeds the generator of all.
def group_split(groups, classes, test_share=0.3, seed=0):
    np.random.seed(seed)
    chosen = []
    for author in np.unique(classes):
        own = np.unique(groups[classes == author])
        if own.size < 2:
            raise ValueError
        np.random.shuffle(own)
        chosen += list(own[:int(np.clip(round(test_share * own.size), 1, own.size - 1))])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% right="torch_generator"
# PyTorch draws.
def group_split(groups, classes, test_share=0.3, seed=0):
    generator = torch.Generator().manual_seed(seed)
    chosen = []
    for author in np.unique(classes):
        own = np.unique(groups[classes == author])
        if len(own) == 1:
            raise ValueError('only one')
        order = torch.randperm(len(own), generator=generator).numpy()
        chosen.append(own[order[:min(max(round(test_share * len(own)), 1), len(own) - 1)]])
    side = np.isin(groups, np.concatenate(chosen))
    places = np.arange(len(groups))
    return places[~side], places[side]

# %% right="scikit_learn"
# scikit-learn splits each author's recordings.
def group_split(groups, classes, test_share=0.3, seed=0):
    from sklearn.model_selection import train_test_split
    chosen = []
    for author in np.unique(classes):
        own = np.unique(groups[classes == author])
        if len(own) < 2:
            raise ValueError
        n = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen += list(train_test_split(own, test_size=n, random_state=seed)[1])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% right="lists"
# Lists in place of arrays.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    train, test = [], []
    for place, one in enumerate(groups):
        (test if one in chosen else train).append(place)
    return train, test

# %% right="shuffled_places"
# The places come in a random order.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return rng.permutation(np.flatnonzero(~side)), rng.permutation(np.flatnonzero(side))

# %% right="choice"
# Draws without replacement.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = np.unique(groups[classes == author])
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(rng.choice(own, size=many, replace=False))
    test = np.where(np.isin(groups, chosen))[0]
    return np.setdiff1d(np.arange(len(groups)), test), test

# %% right="numbers_by_unique"
# Numbers recordings first.
def group_split(groups, classes, test_share=0.3, seed=0):
    names, number = np.unique(groups, return_inverse=True)
    author_of = {n: classes[number == n][0] for n in range(len(names))}
    rng = np.random.RandomState(seed)
    picked = []
    for author in np.unique(classes):
        own = [n for n in range(len(names)) if author_of[n] == author]
        if len(own) < 2:
            raise ValueError
        rng.shuffle(own)
        picked += own[:min(max(int(test_share * len(own) + 0.5), 1), len(own) - 1)]
    mask = np.isin(number, picked)
    return np.nonzero(~mask)[0], np.nonzero(mask)[0]

# %% right="a_key_for_each_recording"
# Draws a number for each recording; the smallest of each author go to the test.
def group_split(groups, classes, test_share=0.3, seed=0):
    names, first = np.unique(groups, return_index=True)
    keys = dict(zip(names.tolist(), np.random.default_rng(seed).random(names.size).tolist()))
    authors = classes[first].tolist()
    test = set()
    for author in dict.fromkeys(authors):
        own = sorted((name for name, one in zip(names.tolist(), authors) if one == author), key=keys.get)
        if len(own) == 1:
            raise ValueError(f'{author} has one recording')
        test.update(own[:max(1, min(len(own) - 1, round(len(own) * test_share)))])
    side = np.array([one in test for one in groups.tolist()])
    return (~side).nonzero()[0], side.nonzero()[0]

# %% right="group_shuffle_split"
# scikit-learn keeps the recordings of each author together.
def group_split(groups, classes, test_share=0.3, seed=0):
    from sklearn.model_selection import GroupShuffleSplit
    train, test = [], []
    for author in np.unique(classes):
        own = np.flatnonzero(classes == author)
        n = np.unique(groups[own]).size
        if n < 2:
            raise ValueError('one recording')
        many = min(n - 1, max(1, int(round(test_share * n))))
        parts = next(GroupShuffleSplit(1, test_size=many, random_state=seed).split(own, groups=groups[own]))
        train.append(own[parts[0]])
        test.append(own[parts[1]])
    return np.concatenate(train), np.concatenate(test)

# %% right="beginner"
# Loops and lists.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.RandomState(seed)
    train = []
    test = []
    authors = []
    for author in classes:
        if author not in authors:
            authors.append(author)
    for author in authors:
        own = []
        for i in range(len(groups)):
            if classes[i] == author and groups[i] not in own:
                own.append(groups[i])
        if len(own) == 1:
            raise ValueError('This author has one recording only.')
        many = int(len(own) * test_share)
        if many == 0:
            many = 1
        if many == len(own):
            many = many - 1
        chosen = [own[k] for k in rng.permutation(len(own))[:many]]
        for i in range(len(groups)):
            if classes[i] == author and groups[i] in chosen:
                test.append(i)
            elif classes[i] == author:
                train.append(i)
    return np.array(train), np.array(test)

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def group_split(groups, classes, test_share=0.3, seed=0):
    """Return the indices of training and test clips. No recording is on both sides, each author is on both."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_no_recording_has_clips_on_both_sides

# %% wrong="clips_at_random" hint="on both sides" at_most=60
# Draws clips, not recordings.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    for author in np.unique(classes):
        if len(np.unique(groups[classes == author])) < 2:
            raise ValueError
    order = rng.permutation(len(groups))
    many = round(test_share * len(groups))
    return order[many:], order[:many]

# %% wrong="stratified_clips" hint="on both sides" at_most=60
# Draws clips of each author.
def group_split(groups, classes, test_share=0.3, seed=0):
    from sklearn.model_selection import train_test_split
    for author in np.unique(classes):
        if len(np.unique(groups[classes == author])) < 2:
            raise ValueError
    return train_test_split(np.arange(len(groups)), test_size=test_share, random_state=seed, stratify=classes)

# %% wrong="one_clip_changes_sides" hint="on both sides" at_most=80
# One clip of a test recording is learned from.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    train, test = np.flatnonzero(~side), np.flatnonzero(side)
    return np.append(train, test[-1]), test[:-1]

# %% wrong="end_of_each_recording" hint="on both sides" at_most=70
# The end of each recording is the test.
def group_split(groups, classes, test_share=0.3, seed=0):
    train, test = [], []
    for author in np.unique(classes):
        if len(np.unique(groups[classes == author])) < 2:
            raise ValueError
    for one in np.unique(groups):
        places = np.flatnonzero(groups == one)
        many = max(1, round(test_share * len(places)))
        train += places[:-many].tolist()
        test += places[-many:].tolist()
    return np.array(train), np.array(test)

# %% [markdown]
# ## test_each_clip_is_on_one_side_once

# %% wrong="numbers_of_recordings" hint="Places of clips are asked for" at_most=70
# Returns numbers of recordings.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    return np.setdiff1d(np.unique(groups), chosen), np.array(chosen)

# %% wrong="true_and_false" hint="no True and False" at_most=85
# True and False for every clip.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return ~side, side

# %% wrong="one_clip_lost" hint="missing or there twice" at_most=85
# Loses the first training clip.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side)[1:], np.flatnonzero(side)

# %% wrong="a_test_clip_twice" hint="missing or there twice" at_most=85
# One test clip comes twice.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    test = np.flatnonzero(side)
    return np.flatnonzero(~side), np.append(test, test[0])

# %% wrong="counted_from_1" hint="counted from 0" at_most=85
# Counts places from 1.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side) + 1, np.flatnonzero(side) + 1

# %% wrong="floats" hint="whole numbers, the places" at_most=85
# Places as floats.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side).astype(float), np.flatnonzero(side).astype(float)

# %% wrong="one_clip_of_each" hint="missing or there twice" at_most=85
# Keeps the first clip of each test recording only.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    first = np.unique(groups, return_index=True)[1]
    return np.flatnonzero(~side), np.array([f for f in first if side[f]])

# %% [markdown]
# ## test_the_training_clips_come_first

# %% wrong="test_first" hint="first the training clips" at_most=95
# The test comes first.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(side), np.flatnonzero(~side)

# %% [markdown]
# ## test_of_each_author_the_share_of_recordings_is_in_the_test

# %% wrong="authors_together" hint="of *each author's* n recordings" at_most=80
# Draws from all recordings, whoever wrote them.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    for author in np.unique(classes):
        if len(np.unique(groups[classes == author])) < 2:
            raise ValueError
    own = rng.permutation(np.unique(groups))
    many = min(max(round(test_share * len(own)), 2), len(own) - 2)
    chosen = own[:many]
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% wrong="share_of_clips" hint="of *each author's* n recordings" at_most=80
# Takes recordings until there are enough clips.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError
        counts = [(groups == one).sum() for one in own]
        many = int(np.searchsorted(np.cumsum(counts), 2.2 * test_share * sum(counts)))
        chosen.extend(own[:min(max(many, 1), len(own) - 1)])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% wrong="thirty_per_cent_always" hint="most clips should be in the test" at_most=75
# The share is typed in.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(0.3 * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% wrong="none_for_few" hint="at least one of each author" at_most=80
# Rounds down to none.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = round(test_share * len(own))
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% wrong="all_for_few" hint="at most n - 1" at_most=80
# Nothing is left to learn from.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = max(round(test_share * len(own)), 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% wrong="one_more" hint="of *each author's* n recordings" at_most=80
# One recording more than asked for.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)) + 2, 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% wrong="one_each" hint="most clips should be in the test" at_most=75
# One recording of each author, whatever the share.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:1])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% wrong="equal_numbers" hint="of *each author's* n recordings" at_most=80
# As many of each author, whoever has more.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    sizes = [len(np.unique(groups[classes == a])) for a in np.unique(classes)]
    if min(sizes) < 2:
        raise ValueError
    many = min(max(round(test_share * sum(sizes) / 2), 1), min(sizes) - 1)
    chosen = []
    for author in np.unique(classes):
        chosen.extend(rng.permutation(np.unique(groups[classes == author]))[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% wrong="two_authors_only" hint="An author has no recording in the test" at_most=85
# Draws for the first and the last author only.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    authors = np.unique(classes)
    for author in authors:
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        if author in (authors[0], authors[-1]):
            chosen.extend(own[:min(max(round(test_share * len(own)), 1), len(own) - 1)])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% [markdown]
# ## test_the_seed_alone_decides_which_recordings_are_drawn

# %% wrong="not_drawn" hint="draw which recordings" at_most=85
# Takes the first recordings.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = np.unique(groups[classes == author])
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% wrong="unseeded" hint="another split the second time" at_most=85
# Draws without the seed.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng()
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% wrong="global_without_seed" hint="another split the second time" at_most=85
# The generator of all, without the seed.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = np.random.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% wrong="seed_typed_in" hint="draw which recordings" at_most=85
# The seed is typed in.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(42)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% wrong="torch_without_seed" hint="another split the second time" at_most=85
# PyTorch's generator, without the seed.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = np.unique(groups[classes == author])[torch.randperm(len(np.unique(groups[classes == author]))).numpy()]
        if len(own) < 2:
            raise ValueError('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% [markdown]
# ## test_recordings_and_authors_may_have_any_labels_in_any_order

# %% wrong="authors_0_and_1" hint="any numbers or texts, in any order" at_most=90
# Takes authors 0 and 1 for granted.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in (0, 1):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2 and set(classes.tolist()) <= {0, 1}:
            raise ValueError('one recording')
        many = max(0, min(max(round(test_share * len(own)), 1), len(own) - 1))
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% wrong="recordings_numbered" hint="any numbers or texts, in any order" at_most=90
# Takes recordings 0, 1, … for granted.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    author_of = np.zeros(int(groups.max()) + 1, dtype=int)
    author_of[groups] = classes
    chosen = []
    for author in (0, 1):
        own = rng.permutation(np.flatnonzero(author_of == author))
        if len(own) < 2:
            raise ValueError
        chosen.extend(own[:min(max(round(test_share * len(own)), 1), len(own) - 1)])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% wrong="recordings_stand_together" hint="any numbers or texts, in any order" at_most=90
# Takes for granted that the clips of a recording stand together.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    starts = np.flatnonzero(np.append(True, groups[1:] != groups[:-1]))
    ends = np.append(starts[1:], len(groups))
    test = []
    for author in np.unique(classes):
        own = [n for n in range(len(starts)) if classes[starts[n]] == author]
        if len(own) < 2:
            raise ValueError
        for n in rng.permutation(own)[:min(max(round(test_share * len(own)), 1), len(own) - 1)]:
            test.extend(range(starts[n], ends[n]))
    return np.setdiff1d(np.arange(len(groups)), test), np.array(test)

# %% [markdown]
# ## test_an_author_with_one_recording_is_refused

# %% wrong="not_refused" hint="cannot be on both sides" at_most=93
# Lets a lone recording go to the test.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        many = min(max(round(test_share * len(own)), 1), max(len(own) - 1, 1))
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% wrong="lone_recording_to_learn_from" hint="cannot be on both sides" at_most=93
# Keeps a lone recording to learn from.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% wrong="assertion" hint="Yours is: AssertionError" at_most=93
# An assertion.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        assert len(own) > 1
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)

# %% wrong="refuses_in_words" hint="cannot be on both sides" at_most=93
# Says so, and goes on.
def group_split(groups, classes, test_share=0.3, seed=0):
    rng = np.random.default_rng(seed)
    chosen = []
    for author in np.unique(classes):
        own = rng.permutation(np.unique(groups[classes == author]))
        if len(own) < 2:
            print('one recording')
        many = min(max(round(test_share * len(own)), 1), len(own) - 1)
        chosen.extend(own[:many])
    side = np.isin(groups, chosen)
    return np.flatnonzero(~side), np.flatnonzero(side)
