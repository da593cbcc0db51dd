"""Hidden tests of `relative_attention`: softmax over the keys of scaled products and a bias for each head and offset.

Scores and bias have tests of their own: with a bias of zeros only the first matter, with queries of zeros only the bias does. Accepted: einsum, `F.scaled_dot_product_attention` with a mask, loops.
"""

import numpy as np

from grader.testing import StudentError, array, enforces, weight

DEFINES = ("relative_attention",)


@weight(2.75)
@enforces("scaled_scores", "softmax_over_keys")
def test_scores_are_dot_products_divided_by_the_root_of_d(student, rng):
    for height, width, d in ((2, 3, 7), (3, 2, 16), (1, 5, 4)):
        q, k, v = _qkv(rng, 2, 3, height * width, d)
        bias = np.zeros((3, 2 * height - 1, 2 * width - 1))
        found = _attend(student, q, k, v, bias, height, width)
        products = q @ k.swapaxes(-1, -2)
        for message, scale in (
            ("The products are not scaled: divide them by the root of d.", 1),
            ("The products are divided by d. Divide by its root.", 1 / d),
            (
                "The products are divided by the root of the number of places. Divide by the root of d.",
                (height * width) ** -0.5,
            ),
            ("The products are divided by the root of the number of heads. Divide by the root of d.", 3**-0.5),
        ):
            assert not _same(found, _softmax(products * scale) @ v), message
        scores = products / np.sqrt(d)
        for axis, name in ((-2, "queries"), (1, "heads"), (0, "windows")):
            assert not _same(found, _softmax(scores, axis=axis) @ v), (
                f"The softmax is over the {name}. Take it over the keys, the last axis of the scores."
            )
        assert not _same(found, scores @ v), "There is no softmax: take it over the keys, the last axis of the scores."
        assert _same(found, _softmax(scores) @ v), (
            "Without a bias the result should be the values, weighted by a softmax over the keys of the dot products of "
            "queries and keys, divided by the root of d."
        )


@weight(0.25)
@enforces("large_scores")
def test_the_weights_are_right_for_large_scores(student, rng):
    for size in (100, 400):
        q, k, v = _qkv(rng, 2, 2, 6, 5)
        bias = np.zeros((2, 3, 5))
        bias[:, 1, 2] = size  # each place hears itself, and with half of the score the one to its left
        bias[:, 1, 3] = size / 2
        found = student.attend(q=0 * q, k=0 * k, v=v, bias=bias, height=2, width=3)["value"]
        values = array(found) if found is not None else None
        assert values is not None and values.shape == v.shape, "The result should have the shape of `q`."
        assert np.isfinite(values).all(), (
            "With scores of some hundreds the result is no number: `exp` of them is infinite. `torch.softmax` takes the "
            "largest score off first."
        )
        right, equal = (_softmax(_table(b, 2, 3)[None]) @ v for b in (bias, 80 * np.sign(bias)))
        assert _same(values, right) or not _same(values, equal), (
            "Large scores count as equally large. The softmax should tell them apart, however large they are."
        )


@weight(3)
@enforces("offset")
def test_the_bias_is_that_of_the_offset_of_query_and_key(student, rng):
    for height, width in ((2, 3), (4, 2), (3, 3), (1, 4)):
        places = height * width
        q, _, v = _qkv(rng, 1, 2, places, 7)
        bias = 2 * rng.normal(size=(2, 2 * height - 1, 2 * width - 1))
        found = _attend(student, 0 * q, 0 * q, v, bias, height, width)
        if _same(found, _softmax(_table(bias, height, width)[None]) @ v):
            continue
        turned = bias[:, ::-1, ::-1]
        assert not _same(found, _softmax(_table(turned, height, width)[None]) @ v), (
            "The offset is that of key minus query. It should be the place of the query minus that of the key."
        )
        assert not _same(found, _softmax(np.zeros((1, 2, places, places))) @ v), "The bias is not used."
        d = v.shape[-1]
        assert not _same(found, _softmax(_table(bias, height, width)[None] / np.sqrt(d)) @ v), (
            "The bias is divided by the root of d too. Only the products are."
        )
        first = np.repeat(bias[:1], 2, axis=0)
        assert not _same(found, _softmax(_table(first, height, width)[None]) @ v), (
            "All heads get the bias of the first one. Each has its own."
        )
        for axes in ((False, True), (True, False)):
            half = bias[:, :: -1 if axes[0] else 1, :: -1 if axes[1] else 1]
            assert not _same(found, _softmax(_table(half, height, width)[None]) @ v), (
                "The offset of rows or columns has the wrong sign: query minus key for both."
            )
        raise AssertionError(
            "The bias of a query at row i, column j and a key at row m, column l should be bias[head, i - m + height - 1, "
            "j - l + width - 1]; places are counted row by row."
        )


@weight(1.5)
@enforces("heads")
def test_each_head_has_its_own_bias_and_its_own_places(student, rng):
    for heads in (2, 4):
        q, k, v = _qkv(rng, 2, heads, 6, 5)
        bias = rng.normal(size=(heads, 3, 5))
        found = _attend(student, q, k, v, bias, 2, 3)
        _varies(found)
        for h in range(heads):
            alone = _attend(student, *(x[:, h : h + 1] for x in (q, k, v)), bias[h : h + 1], 2, 3)
            assert _same(found[:, h : h + 1], alone), (
                "A head gives another result if it is not alone: heads are mixed up."
            )
        order = rng.permutation(heads)
        while np.array_equal(order, np.arange(heads)):
            order = rng.permutation(heads)
        turned = _attend(student, q[:, order], k[:, order], v[:, order], bias[order], 2, 3)
        assert _same(turned, found[:, order]), "With the heads in another order their results are other ones."


@weight(1)
@enforces("alone")
def test_each_window_is_treated_by_itself(student, rng):
    q, k, v = _qkv(rng, 3, 2, 6, 5)
    bias = rng.normal(size=(2, 3, 5))
    found = _attend(student, q, k, v, bias, 2, 3)
    _varies(found)
    for i in range(3):
        alone = _attend(student, *(x[i : i + 1] for x in (q, k, v)), bias, 2, 3)
        assert _same(found[i : i + 1], alone), "A window gives another result if others are in the batch."


@weight(1)
@enforces("any_map", "same_shape")
def test_the_result_has_the_shape_of_the_queries_for_any_map(student, rng):
    for windows, heads, height, width, d in ((1, 1, 1, 1, 1), (2, 3, 4, 2, 5), (3, 1, 2, 7, 8), (1, 5, 3, 3, 2)):
        q, k, v = _qkv(rng, windows, heads, height * width, d)
        found = student.attend(
            q=q, k=k, v=v, bias=rng.normal(size=(heads, 2 * height - 1, 2 * width - 1)), height=height, width=width
        )["value"]
        assert found is not None, "The function returns nothing: end it with `return`."
        values = array(found)
        assert values is not None and values.shape == q.shape, (
            "The result should be a tensor of the shape of `q`: (windows, heads, height * width, d)."
        )
    _varies(values)


@weight(1)
@enforces("gradients")
def test_gradients_reach_queries_keys_values_and_bias(student, rng):
    q, k, v = _qkv(rng, 2, 2, 6, 5)
    try:
        found = student.gradients(
            q=q, k=k, v=v, bias=rng.normal(size=(2, 3, 5)), height=2, width=3, direction=rng.normal(size=q.shape)
        )
    except StudentError as error:
        if "grad" not in error.message and "leaf" not in error.message:
            raise
        raise AssertionError(f"The function cannot be trained through: {error.message}") from None
    assert found is not None, "The result does not hang on the graph of the gradients: leave out `detach` and NumPy."
    for name, gradient in zip(("q", "k", "v", "bias"), found, strict=True):
        assert gradient is not None and np.abs(gradient).max() > 1e-7, (
            f"No gradient reaches `{name}`, so what makes it cannot learn."
        )


@weight(0.5)
@enforces("inputs_kept")
def test_none_of_the_tensors_is_changed(student, rng):
    q, k, v = _qkv(rng, 2, 2, 6, 5)
    found = student.attend(q=q, k=k, v=v, bias=rng.normal(size=(2, 3, 5)), height=2, width=3)
    assert found["value"] is not None, "The function returns nothing: end it with `return`."
    assert not found["changed"], "`q`, `k`, `v` or `bias` is changed. Leave them as they are."


def _qkv(rng, windows, heads, places, d):
    return [1.5 * rng.normal(size=(windows, heads, places, d)) for _ in range(3)]


def _table(bias, height, width):
    """Return the bias of each pair: (heads, queries, keys)."""
    row, column = np.divmod(np.arange(height * width), width)
    return bias[:, row[:, None] - row + height - 1, column[:, None] - column + width - 1]


def _softmax(scores, axis=-1):
    exp = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return exp / exp.sum(axis=axis, keepdims=True)


def _same(found, expected):
    return found.shape == expected.shape and np.abs(found - expected).max() < 1e-3


def _varies(values):
    assert values.size and np.ptp(values) > 1e-6, "The result is the same everywhere."


def _attend(student, q, k, v, bias, height, width):
    found = student.attend(q=q, k=k, v=v, bias=bias, height=height, width=width)["value"]
    assert found is not None, "The function returns nothing: end it with `return`."
    values = array(found)
    assert values is not None and values.shape == q.shape, (
        "The result should be a tensor of the shape of `q`: (windows, heads, height * width, d)."
    )
    return values.astype(float)
