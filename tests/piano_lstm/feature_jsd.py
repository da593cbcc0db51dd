"""Hidden tests of `feature_jsd`: shared bins, one for each pitch, ends that take what lies outside.

All values and edges are multiples of 1/8, the same in 32 and 64 bits. Where edges are not the point, values lie in the
middle of bins. The divergence itself is graded in the cell before: what the student computes is compared up to it.
"""

import numpy as np

from grader.testing import StudentError, enforces, number, weight

DEFINES = ("feature_jsd",)
KEYS = ("pitch", "step", "duration")
STEP_EDGES = np.arange(9) / 4.0  # 0 to 2 s
DURATION_EDGES = np.arange(7) / 2.0 + 0.5  # 0.5 to 3.5 s


@weight(0.75)
@enforces("three_keys")
def test_a_dict_with_three_numbers_comes_back(student, rng):
    a, b = _sets(rng)
    _found(student, a, b)
    result = student.divergences(a=a, b=b, step_edges=STEP_EDGES, duration_edges=DURATION_EDGES)
    assert result["type"] == "dict", f"The function should return a dict with three keys, not: {result['type']}."


@weight(2.5)
@enforces("each_column_by_itself")
def test_each_column_is_compared_by_itself(student, rng):
    for sizes in ((30, 30), (12, 45)):
        a, b = _sets(rng, sizes)
        found = _found(student, a, b)
        for column, (name, edges) in enumerate(_edges().items()):
            right = _divergence(*(np.histogram(x[:, column], edges)[0] for x in (a, b)))
            assert abs(found[name] - np.sqrt(right)) > 1e-4 or right < 1e-3, (
                f"The number for the {name} is a square root."
            )
            assert abs(found[name] - right) < 1e-6, (
                f"The divergence of the {_many(name)} is not that of their histograms: the same bins for both sets, those of the "
                "given edges, and each divided by its own number of notes."
            )


@weight(1.5)
@enforces("one_bin_per_pitch")
def test_each_pitch_has_a_bin_of_its_own(student, rng):
    for low, high in ((60, 61), (126, 127), (0, 1), (20, 21), (108, 109)):
        a, b = _sets(rng)
        a[:, 0], b[:, 0] = low, high
        found = _found(student, a, b)["pitch"]
        assert abs(found - 1) < 1e-6, (
            f"The pitches {low} and {high} are counted in the same bin, or not at all. Each of 0 to 127 should have its own."
        )


@weight(1.5)
@enforces("bins_between_edges")
def test_a_value_on_an_edge_belongs_to_the_bin_that_begins_there(student, rng):
    steps = np.array([0.0, 0.125, 1.0, 1.25, 2.0])  # bins of different widths
    for name, column in (("step", 1), ("duration", 2)):
        a, b = _sets(rng)
        edges = dict.fromkeys(("step_edges", "duration_edges"), steps)
        a[:, column], b[:, column] = 0.0625, 1.5
        assert abs(_found(student, a, b, **edges)[name] - 1) < 1e-6, (
            f"Two sets whose {name}s lie in different bins, none on an edge, should be 1 apart."
        )
        inside, at = (0.5, 0.125), 1.0
        a[:, column] = rng.choice(inside, len(a))
        b[:, column] = at
        apart = _found(student, a, b, **edges)[name]
        assert abs(apart - 1) < 1e-6, (
            f"A {name} equal to an edge counts in the bin that ends there. It belongs to the bin that begins there."
        )
        b[:, column] = 1.125
        a[:, column] = at
        together = _found(student, a, b, **edges)[name]
        assert abs(together) < 1e-6, f"A {name} equal to an edge should count in the bin that begins there."
        a[:, column] = np.resize([0.25, 0.25, 0.25, 0.75, 1.125], len(a))
        b[:, column] = np.resize([0.0625, 0.75, 0.75, 1.5], len(b))
        found = _found(student, a, b, **edges)[name]
        right = _divergence(*(np.histogram(x[:, column], steps)[0] for x in (a, b)))
        assert abs(found - right) < 1e-6, (
            f"With bins of different widths the divergence of the {name}s is wrong. Counts are compared, not densities, and "
            "the bins are those between the given edges."
        )


@weight(1.5)
@enforces("outside_in_the_end_bins")
def test_what_lies_outside_counts_in_the_end_bins(student, rng):
    for name, column, edges in (("step", 1, STEP_EDGES + 0.25), ("duration", 2, DURATION_EDGES)):
        options = {"step_edges": edges} if column == 1 else {"duration_edges": edges}
        first, last = edges[0] + 0.125, edges[-1] - 0.125
        inside = edges[3] + 0.125
        for value, end, where in (
            (edges[-1] + 7, last, "above the last edge should count in the last"),
            (edges[-1], last, "equal to the last edge should count in the last"),
            (edges[0] - 0.125, first, "below the first edge should count in the first"),
        ):
            a, b = _sets(rng)
            a[:, column] = np.resize([inside, value], len(a))
            b[:, column] = np.resize([inside, end], len(b))
            found = _found(student, a, b, **options)[name]
            assert abs(found) < 1e-6, f"A {name} {where} bin. Nothing is lost."


@weight(0.75)
@enforces("arrays_or_tensors")
def test_tensors_are_as_good_as_arrays(student, rng):
    a, b = _sets(rng, (20, 24))
    plain = _found(student, a, b)
    found = _found(student, a, b, tensors=True)
    assert max(abs(plain[key] - found[key]) for key in KEYS) < 1e-6, "Tensors give another result than arrays."


@weight(0.75)
@enforces("empty_set_refused")
def test_a_set_without_notes_is_refused(student, rng):
    a, b = _sets(rng)
    edges = {"step_edges": STEP_EDGES, "duration_edges": DURATION_EDGES}
    assert not student.refuses(a=a, b=b, **edges), "Two sets with notes are refused."
    for one, other in ((a, b[:0]), (a[:0], b), (a[:0], b[:0])):
        try:
            refused = student.refuses(a=one, b=other, **edges)
        except StudentError as error:
            raise AssertionError(f"A set without notes should raise a `ValueError`. Yours is: {error.kind}.") from None
        assert refused, "A set without notes should raise a `ValueError`."


def _many(name):
    return "pitches" if name == "pitch" else f"{name}s"


def _edges():
    return {"pitch": np.arange(129) - 0.5, "step": STEP_EDGES, "duration": DURATION_EDGES}


def _sets(rng, sizes=(16, 16)):
    """Return two sets of tokens; step and duration lie in the middle of bins, and the columns differ by different amounts."""
    made = []
    for _place, size in enumerate(sizes):
        pitch = rng.choice(np.arange(40, 56), size, p=rng.dirichlet(np.full(16, 0.5)))
        step = rng.choice(STEP_EDGES[:-1] + 0.125, size, p=rng.dirichlet(np.full(8, 0.7)))
        duration = rng.choice(DURATION_EDGES[:-1] + 0.25, size, p=rng.dirichlet(np.full(6, 0.7)))
        made.append(np.stack([pitch, step, duration], axis=1).astype(float))
    return made


def _divergence(p, q):
    p, q = p / p.sum(), q / q.sum()
    m = (p + q) / 2
    terms = [np.where(x > 0, x * np.log2(np.where(x > 0, x, 1) / np.where(m > 0, m, 1)), 0).sum() for x in (p, q)]
    return sum(terms) / 2


def _found(student, a, b, **options):
    """Return the three divergences as numbers."""
    options = {"step_edges": STEP_EDGES, "duration_edges": DURATION_EDGES} | options
    result = student.divergences(a=a, b=b, **options)
    assert result["type"] != "NoneType", "The function returns nothing: end it with `return`."
    assert result["found"] is not None, f"The function should return a dict with three keys, not: {result['type']}."
    lacking = [key for key in KEYS if key not in result["found"]]
    assert not lacking, f"The dict lacks {', '.join(lacking)}."
    numbers = {key: number(result["found"][key]) for key in KEYS}
    for key, value in numbers.items():
        assert value is not None, f"`{key}` should be one number."
        assert np.isfinite(value), f"`{key}` is no finite number."
    return numbers
