"""Runs the student's `train_epoch` on small networks and reports what came out and what was seen on the way."""

from probes.training_epoch import run_epoch


def epoch(cell, ask, *, clip=None, **options):
    """Call `train_epoch` once, with `clip` if it is given; the options are those of `run_epoch`."""
    return run_epoch(cell, cell["train_epoch"], more=() if clip is None else (clip,), **options)
