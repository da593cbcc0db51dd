"""What the sandbox process has loaded lies in huge pages, and holds what it held."""

from __future__ import annotations

import subprocess
import sys

import pytest

COLLAPSES = """\
import numpy as np
from grader.sandbox import huge_pages

held = np.arange(2**22)  # 32 MiB
before = held.copy()
moved = huge_pages.collapse()
assert (held == before).all()
huge = [int(line.split()[1]) for line in open("/proc/self/smaps_rollup") if line.startswith("AnonHugePages:")]
print(moved, 1024 * huge[0])
"""


def test_what_is_loaded_moves_into_huge_pages_and_stays_as_it_was():
    ran = subprocess.run([sys.executable, "-c", COLLAPSES], capture_output=True, text=True, check=True)
    moved, huge = map(int, ran.stdout.split())
    if not moved:
        pytest.skip("this kernel gives no huge pages to those who ask")
    assert moved >= 2**25, "the memory of an array stayed in small pages"
    assert huge >= 2**25, "the kernel says that it gave huge pages, and there are none"
