"""Runs the student's `train_model` on small networks and reports what came out and what was seen on the way."""

from probes.training_epoch import run_epoch


def epoch(cell, ask, *, kept=False, poisoned=False, **options):
    """Call `train_model` once, that of a fresh run of the cell unless `kept`; the options are those of `run_epoch`."""
    cell["train_model"]  # says so if it is missing
    function = cell["train_model"] if kept or poisoned else cell.run()["train_model"]
    return run_epoch(cell, function, poisoned=poisoned, **options)
