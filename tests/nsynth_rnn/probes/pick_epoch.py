"""Calls the student's `pick_epoch` with lists."""


def pick(cell, ask, *, loss, acc, rule):
    return cell["pick_epoch"](list(loss), list(acc), rule)


def indexes(cell, ask, *, loss, acc, rule):
    """Return whether a list can be indexed with what `pick_epoch` returns."""
    import operator

    try:
        operator.index(cell["pick_epoch"](list(loss), list(acc), rule))
    except TypeError:
        return False
    return True


def refuses(cell, ask, *, loss, acc, rule):
    """Return whether `pick_epoch` raises a ValueError, or one of its subclasses."""
    function = cell["pick_epoch"]
    try:
        function(list(loss), list(acc), rule)
    except ValueError:
        return True
    return False
