"""One graded cell in its small world: run again and again, each time as if it were the first."""

from __future__ import annotations

import pytest

from grader.sandbox.cell_runner import Cell, build_world


class Counted:
    """Counts its copies."""

    copies = 0

    def __deepcopy__(self, memo):
        Counted.copies += 1
        return self


CHANGES = {
    "at the top": "numbers.append(4)",
    "in a function": "def grow():\n    numbers.append(4)\ngrow()",
    "through a default": "def grow(which=numbers):\n    which.append(4)\ngrow()",
    "in a class": "class Grow:\n    numbers.append(4)",
    "in a comprehension": "_ = [each.append(4) for each in (numbers,)]",
    "through globals()": "globals()['numbers'].append(4)",
    "through a function's globals": "(lambda: 0).__globals__['num' + 'bers'].append(4)",
    "through eval": "eval('num' + 'bers.append(4)')",
    "through exec": "exec('numbers.append(4)')",
    "through a frame": "import sys\nsys._getframe().f_globals['numbers'].append(4)",
    "in a magic": "get_ipython().run_line_magic('time', 'numbers.append(4)')",
    "with await": "async def grow():\n    numbers.append(4)\nawait grow()",
    "by a name of its own": "global numbers\nnumbers += [4]",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_run_cannot_change_what_the_next_one_sees(change):
    world = {}
    build_world([{"source": "numbers = [1, 2, 3]", "file": "<world>"}], world)
    cell = Cell(f"{change}\nresult = list(numbers)", [], world, ["result"])
    assert [cell.run()["result"] for _ in range(3)] == [[1, 2, 3, 4]] * 3
    assert world["numbers"] == [1, 2, 3]


@pytest.mark.parametrize(
    ("source", "given", "copies"),
    [
        ("def train(net):\n    return net\nresult = train(1)", {}, 0),
        ("def train():\n    net = 1\n    return net\nresult = train()", {}, 0),
        ("result = net", {"net": 2}, 0),
        ("result = net", {}, 1),
        ("def train():\n    return net\nresult = train()", {}, 1),
    ],
)
def test_only_what_a_cell_can_reach_is_copied(source, given, copies):
    Counted.copies = 0
    Cell(source, [], {"net": Counted()}, ["result"]).run(**given)
    assert Counted.copies == copies


def test_a_statement_that_cannot_be_compiled_stops_the_cell_where_it_stands():
    cell = Cell("result = 1\nreturn 2\nother = 3", [], {}, ["result", "other"])
    with pytest.raises(SyntaxError, match="outside function"):
        cell.run()
    assert cell["result"] == 1
