"""Calls the student's `pick_epoch` with lists."""


def pick(cell, ask, *, loss, acc, rule):
    return cell["pick_epoch"](list(loss), list(acc), rule)
