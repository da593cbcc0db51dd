"""A monitor of time and energy, with or without a GPU that can be measured."""

import time
from types import SimpleNamespace

import torch

from tools.helpers import gpu_name, version


class Stopwatch:
    """Takes the place of Zeus where no GPU can be measured: it reports the time, and 0 J."""

    def __init__(self):
        self.started = {}

    def now(self):
        if torch.cuda.is_available():  # wait until the GPU has finished, as Zeus does
            torch.cuda.synchronize()
        return time.perf_counter()

    def begin_window(self, key):
        if key in self.started:
            raise ValueError(f"Measurement window '{key}' already exists")
        self.started[key] = self.now()

    def end_window(self, key):
        return SimpleNamespace(time=self.now() - self.started.pop(key), total_energy=0.0)


def start_monitor():
    """Return what measures windows, and whether it measures energy."""
    print("Zeus:", version("zeus", "zeus-ml"))
    try:
        from zeus.monitor import ZeusMonitor

        zeus = ZeusMonitor(gpu_indices=[0])
        print("Zeus measures:", gpu_name())
        return zeus, True
    except Exception as problem:  # no Zeus, no driver, no GPU: each has its own kind of error
        print("Zeus cannot measure a GPU here:", problem)
        print("You rehearse with time only. All energies will be 0.0.")
        return Stopwatch(), False
