"""Runs the student's `train_model` on small networks and reports what came out and what was seen on the way."""

from probes.training_epoch import run_epoch


def epoch(cell, ask, **options):
    """Call `train_model` once; the options are those of `run_epoch`."""
    return run_epoch(cell, cell["train_model"], **options)
