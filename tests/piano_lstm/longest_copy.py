"""Hidden tests of `longest_copy`: the longest common run of consecutive notes, within one piece.

Accepted: any algorithm, from dynamic programming to search in texts, that is quick enough.
"""

import numpy as np

from grader.testing import enforces, weight, whole

DEFINES = ("longest_copy",)


@weight(2.5)
@enforces("longest_common_run")
def test_it_is_the_length_of_the_longest_common_run(student, rng):
    written_alike = (
        np.array([99, 98, 97, 96, 95, 60, 6, 71]),
        [np.array([50, 66, 71])],
    )  # the same digits, other numbers
    found, right = [_copy(student, *written_alike)], [_right(*written_alike)]
    song = rng.permutation(np.arange(20, 100))[:8]
    for again in (1, 2, 3):  # the run begins inside one that fails
        pitches, piece = np.concatenate([song[:again], song]), np.concatenate([song[:again], song[:again], song])
        for one, other in ((pitches, song), (song, pitches), (pitches[:-1], piece[1:]), (piece, pitches)):
            found.append(_copy(student, one, [other]))
            right.append(_right(one, [other]))
    for top in (3, 12, 120):
        for _ in range(2):
            pitches = rng.integers(0, top + 1, 24)
            pieces = [rng.integers(0, top + 1, int(size)) for size in rng.integers(20, 50, 3)]
            start, where = int(rng.integers(3, 9)), int(rng.integers(3, 9))
            pieces[1][where : where + 9] = pitches[start : start + 9]
            found.append(_copy(student, pitches, pieces))
            right.append(_right(pitches, pieces))
    long = rng.integers(0, 128, 330)  # more notes than 8 bits can count
    for pitches, piece in ((long[:150], long[:200]), (long[20:320], long)):
        found.append(_copy(student, pitches, [piece]))
        right.append(_right(pitches, [piece]))
    assert found != [n - 1 for n in right], (
        "The number is one too small: count the notes of the run, not the steps between them."
    )
    assert found != [n + 1 for n in right], "The number is one too large."
    assert found == right or found[:-2] != right[:-2], (
        "A copy of several hundred notes is not counted right. (Numbers of 8 bits end at 127 or 255.)"
    )
    assert found == right, (
        "The number is not that of the notes in the longest run that stands in `pitches` and in a piece, in the same order and "
        "without a gap."
    )


@weight(1)
@enforces("no_gaps")
def test_a_run_has_no_gaps(student, rng):
    piece = rng.permutation(np.arange(20, 100))
    every_other = piece[:40:2]
    _longer_is_found(student, piece)
    assert _copy(student, every_other, [piece]) <= 1, (
        "Notes that stand in a piece with others between them are taken for a run. A run has no gaps, in the piece."
    )
    apart = np.stack([piece[:20], np.full(20, 5)], axis=1).ravel()
    assert _copy(student, apart, [piece]) <= 1, (
        "Other notes between those of the run are skipped. A run has no gaps, in `pitches`."
    )


@weight(1)
@enforces("same_order")
def test_a_run_has_the_same_order(student, rng):
    piece = rng.permutation(np.arange(20, 80))
    _longer_is_found(student, piece)
    assert _copy(student, piece[::-1], [piece]) <= 1, (
        "The piece backwards is taken for a copy. The order should be the same."
    )
    pairs = piece[:20].reshape(-1, 2)[:, ::-1].ravel()
    assert _copy(student, pairs, [piece]) <= 1, "The same notes in another order are taken for a copy."


@weight(1)
@enforces("anywhere")
def test_a_run_may_begin_and_end_anywhere(student, rng):
    own, foreign = rng.permutation(np.arange(10, 60)), rng.permutation(np.arange(60, 110))
    run = own[:7]
    for front, back, word in ((0, 5, "the beginning"), (5, 0, "the end"), (4, 3, "the middle"), (0, 0, "the whole")):
        pitches = np.concatenate([foreign[:front], run, foreign[20 : 20 + back]])
        for before, after, place in ((0, 9, "beginning"), (9, 0, "end"), (6, 6, "middle"), (0, 0, "whole")):
            piece = np.concatenate([foreign[30 : 30 + before], run, foreign[40 : 40 + after]])
            assert _copy(student, pitches, [piece]) >= 7, (
                f"A run that is {word} of `pitches` and stands at the {place} of a piece is not found, or not all of it."
            )


@weight(1.5)
@enforces("within_one_piece")
def test_a_run_lies_within_one_piece(student, rng):
    song = rng.permutation(np.arange(20, 90))[:24]
    _longer_is_found(student, song)
    found = _copy(student, song, [song[:10], song[10:16], song[16:]])
    for border in (0, 127):  # pitches like any other: no mark between two pieces
        marked = np.concatenate([song[:6], [border], song[6:12]])
        assert _copy(student, marked, [song[:6], song[6:12]]) <= 6, (
            "A run that holds the lowest or the highest pitch goes on from one piece into the next. Look at each piece by itself."
        )
    assert found < 24, "The run goes on from the end of a piece into the next one. Look at each piece by itself."
    assert found <= 10, "The run is longer than any piece in which it could lie."


@weight(1)
@enforces("all_pieces")
def test_all_pieces_are_looked_at(student, rng):
    song, foreign = rng.permutation(np.arange(20, 60))[:20], rng.permutation(np.arange(60, 110))
    copy = np.concatenate([foreign[:3], song[4:12], foreign[5:8]])
    others = [foreign[10:40], foreign[8:30]]
    for place in range(3):
        pieces = [*others[:place], copy, *others[place:]]
        assert _copy(student, song, pieces) >= 8, (
            "A copy is not found if it stands in another piece than the first or the last."
        )
    assert _copy(student, song, [song[3:8], foreign[:40]]) >= 5, "A piece that is shorter than `pitches` is left out."
    assert _copy(student, song, [np.array([], dtype=int), copy, np.array([], dtype=int)]) >= 8, (
        "With an empty piece among the others the copy is not found."
    )


@weight(0.75)
@enforces("same_key")
def test_another_key_is_no_copy(student, rng):
    song = rng.permutation(np.arange(20, 50))[:15]
    _longer_is_found(student, song)
    assert _copy(student, song + 60, [song]) == 0, (
        "The same melody in another key is taken for a copy: only equal pitches count."
    )
    assert _copy(student, song + 36, [song]) <= 1, "An octave is taken for the same pitch: only equal pitches count."


@weight(0.75)
@enforces("nothing_in_common")
def test_nothing_in_common_is_0(student, rng):
    song = rng.permutation(np.arange(20, 50))[:15]
    _longer_is_found(student, song)
    empty = np.array([], dtype=int)
    for pitches, pieces, word in (
        (song, [rng.permutation(song) + 50], "nothing in common"),
        (empty, [song], "no pitches"),
        (song, [], "no pieces"),
        (song, [empty], "only an empty piece"),
        (empty, [empty], "neither pitches nor notes in a piece"),
    ):
        assert _copy(student, pitches, pieces) == 0, f"With {word} the number should be 0."


@weight(0.5)
@enforces("lists_of_pitches")
def test_lists_are_as_good_as_arrays(student, rng):
    song = rng.permutation(np.arange(20, 50))[:15]
    pieces = [song[2:9], rng.permutation(song)]
    plain = _copy(student, song, pieces)
    assert plain > 3, "A copy of seven notes is not found."
    assert whole(student.copy(pitches=song, pieces=pieces, as_lists=True)["value"]) == plain, (
        "Lists give another result than arrays."
    )


@weight(0.75)
@enforces("quick_enough")
def test_it_is_quick_enough_for_real_pieces(student, rng):
    pitches = rng.integers(40, 60, 200)
    pieces = [rng.integers(40, 60, 4000) for _ in range(4)]
    pieces[2][100:130] = pitches[50:80]
    result = student.copy(pitches=pitches, pieces=pieces)
    found = whole(result["value"])
    assert found is not None and found >= 20, "A copy of 30 notes among 16 000 is not found."
    assert result["seconds"] < 5, (
        "200 pitches and 16 000 notes take more than 5 s of computing time, and real pieces are more. Do not try each run at "
        "each place: see the hint."
    )


@weight(0.5)
@enforces("pieces_kept")
def test_all_stays_as_it_is(student, rng):
    song = rng.permutation(np.arange(20, 50))[:15]
    for as_lists in (False, True):
        result = student.copy(pitches=song, pieces=[song[2:9], song[9:]], as_lists=as_lists)
        assert as_lists or (whole(result["value"]) or 0) > 3, "A copy of seven notes is not found."
        assert result["kept"], "`pitches` or one of the `pieces` is changed. Work on copies."


def _longer_is_found(student, piece):
    """A constant answer passes tests of what is no copy: see that a copy is found at all."""
    assert _copy(student, piece[3:12], [piece]) > 3, "A copy of nine notes is not found."


def _right(pitches, pieces):
    best = 0
    for piece in pieces:
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(np.asarray(piece) == pitch, run[:-1] + 1, 0)
            best = max(best, int(run.max()))
    return best


def _copy(student, pitches, pieces):
    """Return the length as a whole number."""
    value = student.copy(pitches=np.asarray(pitches), pieces=[np.asarray(piece) for piece in pieces])["value"]
    assert value is not None, "The function returns nothing: end it with `return`."
    found = whole(value)
    assert found is not None, "The function should return one whole number, how many notes the run has."
    return found
