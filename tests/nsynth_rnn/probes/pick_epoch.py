"""Calls the student's `pick_epoch` with lists. Each call has a cell of its own, which remembers nothing."""

import operator


def pick(cell, ask, *, loss, acc, rule):
    return cell.run()["pick_epoch"](list(loss), list(acc), rule)


def calls(cell, ask, *, cases):
    """Call it for each of `cases` (loss, acc, rule), one after the other. Return what it picks, and what became of the lists."""
    function, found = cell.run()["pick_epoch"], []
    for loss, acc, rule in cases:
        given = list(loss), list(acc)
        found.append({"pick": function(*given, rule), "loss": given[0], "acc": given[1]})
    return found


def indexes(cell, ask, *, loss, acc, rule):
    """Return whether a list can be indexed with what `pick_epoch` returns."""
    try:
        operator.index(cell.run()["pick_epoch"](list(loss), list(acc), rule))
    except TypeError:
        return False
    return True


def refuses(cell, ask, *, loss, acc, rule):
    """Return whether `pick_epoch` raises a ValueError, or one of its subclasses."""
    function = cell.run()["pick_epoch"]
    try:
        function(list(loss), list(acc), rule)
    except ValueError:
        return True
    return False
