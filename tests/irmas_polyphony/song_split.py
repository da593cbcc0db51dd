"""Hidden tests of `song_split`: no recording on both sides, a share of each class's songs, the same for the same seed.

Accepted: lists, arrays or tensors of whole numbers; any generator; any draw. Songs have 1 to 5 cuts, so that a share of clips
is another one than a share of songs. Names of songs have double underscores of their own, and some have none.
"""

from grader.testing import enforces, weight

DEFINES = ("song_split",)
TAGS = ("cel", "flu", "voi", "org")


@weight(2.25)
@enforces("no_song_on_both_sides")
def test_no_song_is_on_both_sides(student, rng):
    for fraction in (0.2, 0.4):
        paths, songs = _paths(rng)
        train, val = _two(student, paths, fraction, int(rng.integers(1000)))
        shared = {songs[i] for i in train} & {songs[i] for i in val}
        assert not shared, "Cuts of one song are on both sides: draw songs, not clips."


@weight(1.25)
@enforces("song_name")
def test_the_song_is_the_name_up_to_its_last_double_underscore(student, rng):
    for part in ("double", "plain", "other class"):
        for seed in range(4):
            if part == "double":  # songs whose names begin alike up to the first double underscore
                paths = [f"a/cel/[cel]live__{s:02d}__{c}.wav" for s in range(10) for c in (1, 2)]
                songs = [s for s in range(10) for _ in (1, 2)]
            elif part == "plain":  # no double underscore: each is a song
                paths = [f"a/cel/[cel]take_{s:02d}.wav" for s in range(20)]
                songs = list(range(20))
            else:  # cuts with numbers of two digits
                paths = [f"a/cel/[cel]{s:04d}__{c}.wav" for s in range(6) for c in range(8, 13)]
                songs = [s for s in range(6) for _ in range(5)]
            train, val = _two(student, paths, 0.3, seed)
            sides = [{songs[i] for i in part} for part in (train, val)]
            many = len(set(songs))
            assert sides[0] | sides[1] == set(songs), "Songs are lost: each clip should be in one of the two lists."
            if part == "double":
                assert sides[1] and sides[0] and len(sides[1]) < 9, (
                    "Songs whose names begin alike are taken for one: the song is the name up to its *last* double "
                    "underscore."
                )
            if part == "plain":
                assert 0 < len(sides[1]) < many and len(val) <= 14, (
                    "Files without a double underscore are taken for one song, or lost. Each is a song of its own."
                )
            if part != "plain":
                assert len(sides[1]) in (round(0.3 * many), len(val)), (
                    "Songs whose names begin alike are taken for one, or cuts for songs: the song is the name up to its "
                    "*last* double underscore."
                )


@weight(1.25)
@enforces("every_place_once")
def test_each_place_is_in_exactly_one_list_in_ascending_order(student, rng):
    for _ in range(3):
        paths, _songs = _paths(rng)
        train, val = _two(student, paths, 0.3, int(rng.integers(1000)))
        assert train and val, "One of the two lists is empty."
        both = [*train, *val]
        assert len(set(both)) == len(both), "A place is in both lists, or twice in one of them."
        assert set(both) == set(range(len(paths))), "Each place in `paths` should be in one of the two lists."
        assert train == sorted(train) and val == sorted(val), "The places of each list should be in ascending order."


@weight(1.75)
@enforces("share_of_each_class")
def test_of_each_class_the_share_of_its_songs_is_for_validation(student, rng):
    for fraction in (0.2, 0.35, 0.02, 0.98):
        paths, songs = _paths(rng, uneven=True)
        train, val = _two(student, paths, fraction, int(rng.integers(1000)))
        assert len(train) >= len(val) or fraction > 0.5, (
            "The training places should come first, then those for validation."
        )
        for name in TAGS:
            of_class = {song for song in songs if song[0] == name}
            held = {songs[i] for i in val if songs[i][0] == name}
            wanted = min(max(1, round(fraction * len(of_class))), len(of_class) - 1)
            assert held, "A class has no song for validation: at least one of each class is asked for."
            assert held != of_class or wanted == len(of_class), (
                "A class has no song left for training: at least one of each class should stay."
            )
            assert len(held) == wanted or {songs[i] for i in train} & held, (
                "Of each class round(fraction * number of its songs) songs should be for validation. Count songs, class by "
                "class, not clips."
            )
            if {songs[i] for i in train} & held:  # that has a test of its own: compare clips
                clips = [i for i in val if songs[i][0] == name]
                assert len(clips) >= 1, "A class has no clip for validation."


@weight(1.25)
@enforces("seed")
def test_the_seed_decides_the_split(student, rng):
    paths, _songs = _paths(rng)
    first = _two(student, paths, 0.3, 5)
    assert _two(student, paths, 0.3, 5) == first, "The same seed gives another split."
    others = [_two(student, paths, 0.3, seed) for seed in (6, 7, 8, 900)]
    assert any(other != first for other in others), "Other seeds give the same split: draw by chance, with the seed."


@weight(0.75)
@enforces("order_of_paths")
def test_the_order_of_the_paths_does_not_change_what_is_drawn(student, rng):
    paths, _songs = _paths(rng)
    for seed in (1, 2):
        _, val = _two(student, paths, 0.3, seed)
        held = {paths[i] for i in val}
        for as_text in (True, False):
            order = [int(i) for i in rng.permutation(len(paths))]
            turned = [paths[i] for i in order]
            _, again = _two(student, turned, 0.3, seed, as_text)
            assert {turned[i] for i in again} == held, (
                "If the folder is listed in another order, other songs are drawn. Sort the songs before you draw."
            )


@weight(0.5)
@enforces("own_generator")
def test_the_global_random_states_are_left_alone(student, rng):
    paths, _songs = _paths(rng)
    found = student.split(paths=paths, fraction=0.3, seed=3)
    assert len(found["parts"]) == 2, "The function should return two lists."
    assert not found["touched"], (
        f"The global random state of {' and '.join(found['touched'])} is changed. Make a generator of your own of the seed."
    )


def _paths(rng, uneven=False):
    """Return paths of 4 classes in mixed order, and the song of each: (class, number)."""
    made = []
    number = 0
    for place, name in enumerate(TAGS):
        for _ in range(int(rng.integers(6, 12)) if not uneven else (2, 9, 14, 23)[place]):
            number += 1
            for cut in range(int(rng.integers(1, 6))):
                made.append(
                    (f"data/IRMAS-TrainingData/{name}/[{name}][nod]{number:04d}__{cut + 1}.wav", (name, number))
                )
    order = rng.permutation(len(made))
    return [made[i][0] for i in order], [made[i][1] for i in order]


def _two(student, paths, fraction, seed, as_text=True):
    parts = student.split(paths=paths, fraction=fraction, seed=seed, as_text=as_text)["parts"]
    assert len(parts) == 2 and None not in parts, (
        "The function should return two lists of whole numbers: places for training, places for validation."
    )
    return parts
