"""The data of `NAME`: a thousand numbers from 0 to 1, made from a seed."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from data_fetch import FetchError, store

FILE = "numbers.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `python -m data_fetch NAME`."""
    parser.add_argument("--to", type=Path, default=Path("data"), metavar="DIR", help="where they go (default: data)")


def run(options: argparse.Namespace) -> None:
    """Write the data and say where they lie. Raises FetchError with what to do if they cannot be written."""
    print(f"{fetch(options.to)}: made from a seed.")


def fetch(to: Path) -> Path:
    """Write the data into the folder `to`; return the file. Raises FetchError if it cannot be written."""
    try:
        to.mkdir(parents=True, exist_ok=True)
        numbers = np.random.default_rng(1).random(1000).round(4)
        store.write_bytes(to / FILE, json.dumps(numbers.tolist()).encode())
    except OSError as error:
        raise FetchError(f"{to / FILE}: {error.strerror}. Choose another folder with --to.") from error
    return to / FILE
