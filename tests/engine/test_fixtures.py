"""What hidden tests take by name: fixtures for one test or for all, and data that are the same for all hand-ins."""

from __future__ import annotations

import numpy as np
import pytest

from grader.assignment.hidden_tests import HiddenTests
from grader.errors import UserError
from grader.testing import same_for_all

MODULE = '''"""Hidden tests."""
from grader.testing import fixture

DEFINES = ("double",)
CALLS = []


@fixture
def drawn(student, rng):
    CALLS.append("drawn")
    return rng.random()


@fixture(scope="module")
def plays(student):
    CALLS.append("plays")
    return student.play()


@fixture(scope="module")
def found(plays):
    CALLS.append("found")
    return plays + 1


def test_one(drawn, found):
    assert found == 2


def test_two(drawn, found, plays):
    assert found == plays + 1
'''


class Student:
    """Stands for the probes of a cell."""

    def __init__(self, *results):
        self.results = list(results)

    def play(self):
        """Return the next result, or raise it."""
        result = self.results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result


def load(folder, source=MODULE):
    path = folder / "double.py"
    path.write_text(source)
    return HiddenTests.load(path)


def test_a_fixture_for_all_tests_runs_once_for_each_cell_and_another_one_for_each_test(tmp_path):
    tests = load(tmp_path)
    calls = tests.tests[0].function.__globals__["CALLS"]
    for student in (Student(1), Student(1)):
        calls.clear()
        shared = {}
        for test in tests.tests:
            tests.run(test, student, 1, shared)
        assert sorted(calls) == ["drawn", "drawn", "found", "plays"]


def test_what_failed_in_a_fixture_for_all_tests_is_tried_again_by_the_next_test(tmp_path):
    tests, shared = load(tmp_path), {}
    student = Student(RuntimeError("the process ended"), 1)
    with pytest.raises(RuntimeError, match="the process ended"):
        tests.run(tests.tests[0], student, 1, shared)
    assert shared == {}
    tests.run(tests.tests[1], student, 1, shared)
    assert shared == {"plays": 1, "found": 2}


@pytest.mark.parametrize(
    "old, new, says",
    [
        ("def plays(student)", "def plays(student, rng)", "plays runs once for all tests, so it cannot take 'rng'"),
        ("def found(plays)", "def found(drawn)", "found runs once for all tests, so it cannot take 'drawn'"),
        ('scope="module"', 'scope="session"', 'plays has the scope \'session\': write "function" or "module"'),
    ],
)
def test_a_fixture_for_all_tests_takes_nothing_that_is_each_tests_own(tmp_path, old, new, says):
    with pytest.raises(UserError) as refused:
        load(tmp_path, MODULE.replace(old, new))
    assert says in str(refused.value)


def test_what_is_the_same_for_all_is_drawn_once_and_leaves_the_generator_as_it_would():
    calls = []

    @same_for_all
    def draw(rng, rows, scale=1.0):
        calls.append(rows)
        return rng.normal(size=rows) * scale

    def drawn(seed, *args, **kwargs):
        rng = np.random.default_rng(seed)
        return draw(rng, *args, **kwargs), rng.random()

    first, next_number = drawn(1, 3)
    first[:] = 0  # a copy: the next hand-in gets what was drawn
    again, next_again = drawn(1, 3)
    right = np.random.default_rng(1)
    assert np.array_equal(again, right.normal(size=3)) and next_again == next_number == right.random()
    assert calls == [3]
    assert not np.array_equal(drawn(2, 3)[0], again), "another seed draws other data"
    assert np.array_equal(drawn(1, 3, scale=2.0)[0], 2 * again)
    assert len(drawn(1, 4)[0]) == 4
    assert calls == [3, 3, 3, 4]
