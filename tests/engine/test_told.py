"""What of an error's text a student reads: all of an honest one, and not enough of a dishonest one to carry a program."""

from __future__ import annotations

import base64
import secrets

import pytest

from grader.judging.told import MOST_STRANGE, MOST_STRANGE_IN_ALL, MOST_TEXTS, Told, said_by_test, words

HONEST = [
    "RuntimeError: mat1 and mat2 shapes cannot be multiplied (4x10 and 20x5)",
    "AttributeError: 'NoneType' object has no attribute 'backward'",
    "RuntimeError: view size is not compatible with input tensor's size and stride (at least one dimension spans across "
    "two contiguous subspaces). Use .reshape(...) instead.",
    "RuntimeError: Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu! (when "
    "checking argument for argument mat1 in method wrapper_CUDA_addmm)",
    "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: "
    "[torch.FloatTensor [4, 3]], which is output 0 of AsStridedBackward0, is at version 2; expected version 1 instead. "
    "Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
    "torch.autograd.set_detect_anomaly(True).",
    "RuntimeError: \"softmax_lastdim_kernel_impl\" not implemented for 'Long'",
    "ValueError: Expected input batch_size (32) to match target batch_size (16).",
    "TypeError: cross_entropy_loss(): argument 'target' (position 2) must be Tensor, not numpy.ndarray",
    'RuntimeError: Error(s) in loading state_dict for Net: Missing key(s) in state_dict: "hidden.weight", '
    '"hidden.bias". Unexpected key(s) in state_dict: "0.weight", "0.bias".',
    "IndexError: Target 10 is out of bounds.",
    "UnboundLocalError: cannot access local variable 'best' where it is not associated with a value",
    "KeyError: 'val_loss'",
    "ValueError: operands could not be broadcast together with shapes (3,4) (5,) ",
    "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn",
    "ValueError: my own check: the labels must lie between 0 and 9, got 12",
]


@pytest.mark.parametrize("text", HONEST)
def test_an_honest_error_is_told_whole(text):
    assert Told().error(text, words("best val_loss")) == (text.strip(), True)


def test_all_errors_of_an_honest_hand_in_are_told_whole():
    told = Told()
    assert all(told.error(text, frozenset())[1] for text in HONEST[:3] + HONEST[5:])


def test_the_same_error_costs_once():
    told = Told()
    assert all(told.error(HONEST[4], frozenset())[1] for _ in range(100))


def test_codes_and_large_letters_at_will_are_cut():
    for text in (
        base64.b85encode(secrets.token_bytes(300)).decode(),
        secrets.token_hex(300),
        " ".join(secrets.token_hex(2) for _ in range(200)),
        " ".join("".join(secrets.choice((c, c.upper())) for c in "array values shape") for _ in range(20)),
    ):
        shown, whole = Told().error(text, frozenset())
        assert not whole
        assert len(shown) < 2 * MOST_STRANGE


def test_words_that_a_student_lists_are_no_way_round():
    listed = [secrets.token_hex(2) for _ in range(4096)]
    shown, whole = Told().error(" ".join(secrets.choice(listed) for _ in range(99)), words(" ".join(listed)))
    assert not whole
    assert len(shown.split()) <= MOST_STRANGE


def test_a_hand_in_tells_no_more_than_its_share():
    told, said = Told(), ""
    for number in range(50):
        said += told.error(secrets.token_hex(100), frozenset())[0].rstrip("…")
        assert told.error("IndexError: Target 10 is out of bounds.", frozenset())[1] or number > 3
    assert len(said) <= MOST_STRANGE_IN_ALL + 100
    told = Told()
    words_of_libraries = ["array", "shape", "value", "index", "axis", "element", "dtype", "number", "object", "type"]
    said = ""
    for _ in range(50):
        text = " ".join(secrets.choice(words_of_libraries) for _ in range(80))
        said += told.error(text, frozenset())[0]
    assert len(said) <= MOST_TEXTS + 50


def test_a_message_of_a_hidden_test_is_told_whole_but_for_what_a_cell_put_into_it():
    def fail(text: str) -> str:
        try:
            raise AssertionError(f"`criterion(logits, labels)` fails with {text}. It should take logits.")
        except AssertionError as error:
            return said_by_test(error)

    assert fail("RuntimeError: 0D or 1D target tensor expected").endswith("It should take logits.")
    assert len(fail(secrets.token_hex(300))) < 3 * MOST_STRANGE
