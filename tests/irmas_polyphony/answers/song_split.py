# %% [markdown]
# # Worked answers of `song_split`

# %% [markdown]
# ## Right answers

# %% right="random_module"
# Python's generator of its own.
import random


def song_split(paths, fraction, seed):
    names = [Path(p).name for p in paths]
    keys = [(Path(p).parent.name, n[: n.rfind("__")] if "__" in n else n) for p, n in zip(paths, names)]
    chance = random.Random(seed)
    val_songs = set()
    for label in sorted({k[0] for k in keys}):
        own = sorted({k for k in keys if k[0] == label})
        n = round(fraction * len(own))
        n = 1 if n < 1 else n
        n = len(own) - 1 if n >= len(own) else n
        val_songs.update(chance.sample(own, n))
    return [i for i, k in enumerate(keys) if k not in val_songs], [i for i, k in enumerate(keys) if k in val_songs]

# %% right="torch_generator"
# A generator of PyTorch; arrays come back.
def song_split(paths, fraction, seed):
    generator = torch.Generator().manual_seed(seed)
    paths = [Path(path) for path in paths]
    song = np.array([str(path.parent.name) + "/" + (path.name.rsplit("__", 1)[0]) for path in paths])
    label = np.array([path.parent.name for path in paths])
    mask = np.zeros(len(paths), dtype=bool)
    for name in np.unique(label):
        own = np.unique(song[label == name])
        order = torch.randperm(len(own), generator=generator).numpy()
        n = int(np.clip(round(fraction * len(own)), 1, len(own) - 1))
        mask |= np.isin(song, own[order[:n]])
    return np.flatnonzero(~mask), np.flatnonzero(mask)

# %% right="hash_of_seed_and_name"
# No generator: the smallest hashes of seed and name are drawn.
def song_split(paths, fraction, seed):
    def name_of(path):
        stem = Path(path).name
        return stem.rpartition("__")[0] if "__" in stem else stem
    groups = {}
    for i, path in enumerate(paths):
        groups.setdefault(Path(path).parent.name, {}).setdefault(name_of(path), []).append(i)
    train, val = [], []
    for label, songs in groups.items():
        order = sorted(songs, key=lambda s: hashlib.sha256(f"{seed} {label} {s}".encode()).hexdigest())
        many = max(1, min(len(order) - 1, round(fraction * len(order))))
        for s in order[:many]:
            val += songs[s]
        for s in order[many:]:
            train += songs[s]
    return sorted(train), sorted(val)

# %% right="sklearn_per_class"
# scikit-learn draws the songs of each class.
def song_split(paths, fraction, seed):
    from sklearn.model_selection import train_test_split
    keys = [str(Path(p).parent.name) + "|" + "__".join(Path(p).name.split("__")[:-1] or [Path(p).name]) for p in paths]
    held = set()
    for label in sorted({key.split("|")[0] for key in keys}):
        own = sorted({key for key in keys if key.split("|")[0] == label})
        n = min(max(round(fraction * len(own)), 1), len(own) - 1)
        _, drawn = train_test_split(own, test_size=n, random_state=seed)
        held.update(drawn)
    return [i for i, k in enumerate(keys) if k not in held], [i for i, k in enumerate(keys) if k in held]

# %% right="random_state"
# The older generator of NumPy, an object of its own.
def song_split(paths, fraction, seed):
    state = np.random.RandomState(seed)
    label = lambda p: Path(p).parent.name
    song = lambda p: (label(p), Path(p).name.rpartition("__")[0] or Path(p).name)
    val_songs = []
    for name in sorted(set(map(label, paths))):
        own = sorted({song(p) for p in paths if label(p) == name})
        state.shuffle(own)
        val_songs += own[: min(len(own) - 1, max(1, round(len(own) * fraction)))]
    flags = [song(p) in val_songs for p in paths]
    return [i for i, f in enumerate(flags) if not f], [i for i, f in enumerate(flags) if f]

# %% right="regular_expression_and_choice"
# A regular expression finds the song; `choice` draws without replacement.
import re


def song_split(paths, fraction, seed):
    rng = np.random.default_rng(seed)
    label = np.array([Path(path).parent.name for path in paths])
    song = np.array([re.sub(r"^(.*)__.*$", r"\1", Path(path).name) for path in paths])
    held = np.zeros(len(label), dtype=bool)
    for name in np.unique(label):
        own = np.unique(song[label == name])
        many = min(max(1, round(fraction * len(own))), len(own) - 1)
        held |= (label == name) & np.isin(song, rng.choice(own, size=many, replace=False))
    return np.flatnonzero(~held).tolist(), np.flatnonzero(held).tolist()

# %% right="splitter_class"
# A class with a generator of its own; `os.path` reads the names.
class Splitter:
    def __init__(self, fraction, seed):
        self.fraction, self.random = fraction, np.random.RandomState(seed)

    @staticmethod
    def song(path):
        folder, name = os.path.split(str(path))
        return os.path.basename(folder), name[: name.rindex("__")] if "__" in name else name

    def many(self, songs):
        return int(np.clip(round(self.fraction * len(songs)), 1, len(songs) - 1))

    def split(self, paths):
        held = []
        for label in sorted({self.song(path)[0] for path in paths}):
            own = sorted({self.song(path) for path in paths if self.song(path)[0] == label})
            held += [own[i] for i in self.random.permutation(len(own))[: self.many(own)]]
        sides = ([], [])
        for place, path in enumerate(paths):
            sides[self.song(path) in held].append(place)
        return sides


def song_split(paths, fraction, seed):
    return Splitter(fraction, seed).split(paths)

# %% right="groupby"
# `itertools.groupby` over sorted songs; a tuple of arrays comes back.
def song_split(paths, fraction, seed):
    from itertools import groupby
    rng = np.random.Generator(np.random.PCG64(seed))
    key = lambda path: (Path(path).parts[-2], (Path(path).name.rsplit("__", 1) + [None])[0])
    keys = list(map(key, paths))
    held = set()
    for _, songs in groupby(sorted(set(keys)), key=lambda one: one[0]):
        songs = list(songs)
        rng.shuffle(songs)
        held.update(map(tuple, songs[: max(1, min(round(fraction * len(songs)), len(songs) - 1))]))
    mask = np.array([one in held for one in keys])
    return np.where(~mask)[0], np.where(mask)[0]

# %% right="ranked_by_chance"
# Each song gets a random number of its own; those with the smallest are held out.
def song_split(paths, fraction, seed):
    where = {}
    for place, path in enumerate(paths):
        path = Path(path)
        head, mark, _ = path.name.rpartition("__")
        where.setdefault((path.parent.name, head if mark else path.name), []).append(place)
    chance = np.random.default_rng(seed).random(len(where))
    luck = dict(zip(sorted(where), chance))
    val = []
    for label in {label for label, _ in where}:
        own = sorted((song for song in where if song[0] == label), key=luck.get)
        for song in own[: max(1, min(len(own) - 1, round(fraction * len(own))))]:
            val.extend(where[song])
    return sorted(set(range(len(paths))) - set(val)), sorted(val)

# %% right="seed_for_each_class"
# A generator for each class, from the seed and the name; tensors come back.
def song_split(paths, fraction, seed):
    song = [(Path(str(p)).parent.name, "__".join(Path(str(p)).name.split("__")[:-1]) or Path(str(p)).name) for p in paths]
    train, val = [], []
    for label in sorted({one[0] for one in song}):
        own = sorted({one for one in song if one[0] == label})
        generator = torch.Generator().manual_seed(int(seed) * 1000 + sum(map(ord, label)))
        order = torch.randperm(len(own), generator=generator).tolist()
        held = {own[i] for i in order[: min(len(own) - 1, max(1, round(fraction * len(own))))]}
        for place, one in enumerate(song):
            if one[0] == label:
                (val if one in held else train).append(place)
    return torch.tensor(train).sort().values, torch.tensor(val).sort().values

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def song_split(paths, fraction, seed):
    """Return two ascending lists of places in `paths`: for training and for validation. No song is in both."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_no_song_is_on_both_sides

# %% wrong="row_split" hint="Cuts of one song are on both sides" at_most=65
# Draws clips.
def song_split(paths, fraction, seed):
    order = sorted(range(len(paths)), key=lambda i: str(paths[i]))
    order = [order[i] for i in np.random.default_rng(seed).permutation(len(paths))]
    many = round(fraction * len(paths))
    return sorted(order[many:]), sorted(order[:many])

# %% wrong="every_tenth" hint="Cuts of one song are on both sides" at_most=65
# Every tenth clip.
def song_split(paths, fraction, seed):
    order = sorted(range(len(paths)), key=lambda i: str(paths[i]))
    val = set(order[seed % 5 :: max(2, round(1 / fraction))])
    return [i for i in range(len(paths)) if i not in val], sorted(val)

# %% wrong="stratified_clips" hint="Cuts of one song are on both sides" at_most=75
# Draws clips, class by class.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]

# %% wrong="song_with_cut_parity" hint="Cuts of one song are on both sides" at_most=85
# Odd and even cuts are two songs.
def song_split(paths, fraction, seed):
    def song_of(path):
        name = Path(path).name.rpartition("__")[0] or Path(path).name
        return Path(path).parent.name, name, Path(path).stem[-1] in "13579" and "__" in Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]

# %% wrong="one_cut_stays" hint="Cuts of one song are on both sides" at_most=85
# A fourth cut of a song stays in training.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out or str(path).endswith('__4.wav')]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out and not str(path).endswith('__4.wav')]

# %% [markdown]
# ## test_the_song_is_the_name_up_to_its_last_double_underscore

# %% wrong="first_underscore" hint="*last* double" at_most=87
# Up to the first double underscore.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.partition("__")[0]

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]

# %% wrong="no_underscore_is_one_song" hint="Each is a song of its own" at_most=87
# Files without a double underscore are one song.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0]

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, round(fraction * len(of_class))), max(1, len(of_class) - 1))
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]

# %% wrong="five_last_letters" hint="*last* double" at_most=87
# Cuts the last seven letters off: wrong from the tenth cut on.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, (Path(path).name[:-7] if "__" in Path(path).name else Path(path).name)

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]

# %% [markdown]
# ## test_each_place_is_in_exactly_one_list_in_ascending_order

# %% wrong="train_has_all" hint="in both lists" at_most=85
# Trains on all, as the project did.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return list(range(len(paths))), [i for i, path in enumerate(paths) if song_of(path) in held_out]

# %% wrong="not_in_order" hint="ascending order" at_most=88
# Song by song, not in order.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    order = sorted(range(len(paths)), key=lambda i: str(paths[i]))
    return [i for i in order if song_of(paths[i]) not in held_out], [i for i in order if song_of(paths[i]) in held_out]

# %% wrong="one_cut_of_each" hint="in one of the two lists" at_most=88
# Keeps one cut of each song for validation, loses the others.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    firsts = {}
    for i, path in enumerate(paths):
        if song_of(path) in held_out and str(path) <= str(paths[firsts.get(song_of(path), i)]):
            firsts[song_of(path)] = i
    return train, sorted(firsts.values())

# %% wrong="texts_not_places" hint="whole numbers" at_most=10
# Returns the paths.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [path for path in paths if song_of(path) not in held_out]
    return train, [path for path in paths if song_of(path) in held_out]

# %% [markdown]
# ## test_of_each_class_the_share_of_its_songs_is_for_validation

# %% wrong="all_classes_together" hint="for validation" at_most=83
# Draws from all songs together.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    all_songs = sorted({song_of(path) for path in paths})
    many = max(1, round(fraction * len(all_songs)))
    held_out = {all_songs[i] for i in rng.permutation(len(all_songs))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]

# %% wrong="rounded_down" hint="number of its songs" at_most=83
# Rounds down.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, int(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]

# %% wrong="rounded_up" hint="number of its songs" at_most=83
# Rounds up.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, math.ceil(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]

# %% wrong="may_be_none" hint="has no song for validation" at_most=83
# A small class may have none.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(round(fraction * len(of_class)), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]

# %% wrong="may_be_all" hint="no song left for training" at_most=83
# A class may lose all its songs.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = max(1, round(fraction * len(of_class)))
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]

# %% wrong="share_of_clips" hint="number of its songs" at_most=83
# Takes songs until they hold the share of clips.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        clips = [song_of(path) for path in paths if Path(path).parent.name == name]
        taken = 0
        for i in rng.permutation(len(of_class))[: len(of_class) - 1]:
            if taken and taken >= fraction * len(clips):
                break
            if taken == 0 or len(clips) > 4:
                held_out.add(of_class[i])
            taken += clips.count(of_class[i])
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]

# %% wrong="validation_first" hint="training places should come first" at_most=80
# Validation first.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return [i for i, path in enumerate(paths) if song_of(path) in held_out], train

# %% [markdown]
# ## test_the_seed_decides_the_split

# %% wrong="seed_ignored" hint="Other seeds give the same split" at_most=88
# The seed is fixed.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(0)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]

# %% wrong="no_seed" hint="gives another split" at_most=80
# Another split each time.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng()
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]

# %% wrong="last_songs" hint="Other seeds give the same split" at_most=88
# The last songs of each class.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in range(len(of_class) - many, len(of_class))}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]

# %% [markdown]
# ## test_the_order_of_the_paths_does_not_change_what_is_drawn

# %% wrong="order_of_appearance" hint="Sort the songs" at_most=93
# In the order of their first cut.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = list(dict.fromkeys(song_of(path) for path in paths if Path(path).parent.name == name))
        many = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]

# %% wrong="classes_in_order_of_appearance" hint="Sort the songs" at_most=93
# The classes in the order in which they come.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in songs:
        of_class = sorted(songs[name])
        many = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]

# %% wrong="texts_only" hint="Your code stopped" at_most=93
# Only knows texts.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    for path in paths:
        path.upper()
    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    rng = np.random.default_rng(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]

# %% [markdown]
# ## test_the_global_random_states_are_left_alone

# %% wrong="numpy_seed" hint="state of NumPy" at_most=97
# Sets the global seed of NumPy.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    np.random.seed(seed)
    rng = np.random
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in rng.permutation(len(of_class))[:many]}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]

# %% wrong="torch_seed" hint="state of PyTorch" at_most=97
# Sets the global seed of PyTorch.
def song_split(paths, fraction, seed):
    def song_of(path):
        return Path(path).parent.name, Path(path).name.rpartition("__")[0] or Path(path).name

    songs = {}
    for path in paths:
        songs.setdefault(Path(path).parent.name, set()).add(song_of(path))
    torch.manual_seed(seed)
    held_out = set()
    for name in sorted(songs):
        of_class = sorted(songs[name])
        many = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
        held_out |= {of_class[i] for i in torch.randperm(len(of_class))[:many].tolist()}
    train = [i for i, path in enumerate(paths) if song_of(path) not in held_out]
    return train, [i for i, path in enumerate(paths) if song_of(path) in held_out]
