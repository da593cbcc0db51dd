"""A simulated GPU for Zeus: lets notebooks that measure energy run on a machine without a GPU.

    from grader import simulated_gpu
    simulated_gpu.switch_on()
    monitor = ZeusMonitor(gpu_indices=[0])  # Zeus's own class and code; the device is called SIMULATED GPU

It exercises code and proves nothing about energy. It is never on by itself. `load_ipython_extension` makes
`%load_ext grader.simulated_gpu` work in a notebook.

Power model. The energy counter grows by

    IDLE_W * wall time + BUSY_W * CPU time of this process

where the CPU time between two readings counts at most as much as the wall time (one busy core is full load).
Child processes do not count. With `deterministic=True` it grows by `FIXED_W` for each second of a clock that
advances by one second at each reading. The three powers are made up.

What is replaced in Zeus (0.15 and 0.16), and nothing else:

- `zeus.device.gpu._gpus`, the singleton that `get_gpus()` returns;
- `zeus.utils.framework.torch_is_available`, which refuses a torch without CUDA, and the torch that
  `sync_execution` finds: `torch.cuda.synchronize` does nothing there when torch sees no GPU.

Both are replaced again whenever these modules are imported again, also when Zeus is installed only later.
"""

from __future__ import annotations

import itertools
import sys
import threading
import time
from collections.abc import Callable
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

NAME = "SIMULATED GPU"
IDLE_W = 10.0
BUSY_W = 30.0
FIXED_W = 25.0
MODEL = f"{IDLE_W:g} W, plus {BUSY_W:g} W for the share of the time in which the program kept a CPU core busy"
CELL_LABEL = f"{NAME}: the energy in this output follows a made-up power model; it is not a measurement."

_FIGURE_HOOK = "grader.simulated_gpu:label_figure"


class EnergyCounter:
    """The device's energy counter.

    `clock` and `cpu_clock` return seconds; without `cpu_clock` the power is `FIXED_W`. `power` is the mean
    power in watts between the last two readings.
    """

    def __init__(self, clock: Callable[[], float], cpu_clock: Callable[[], float] | None = None):
        self._clock, self._cpu_clock = clock, cpu_clock
        self._lock = threading.Lock()
        self._joules = 0.0
        self._last = clock()
        self._last_cpu = cpu_clock() if cpu_clock else 0.0
        self.power = IDLE_W if cpu_clock else FIXED_W
        self.readings = 0

    def read(self) -> int:
        """Return the energy since the counter started, in millijoules. It never falls."""
        with self._lock:
            now, last = self._clock(), self._last
            wall, self._last = max(0.0, now - last), max(now, last)
            if self._cpu_clock:
                cpu = self._cpu_clock()
                # A fork starts again at zero CPU time, hence the lower bound.
                busy, self._last_cpu = min(max(0.0, cpu - self._last_cpu), wall), cpu
                joules = IDLE_W * wall + BUSY_W * busy
            else:
                joules = FIXED_W * wall
            if wall > 0:
                self.power = joules / wall
            self._joules += joules
            self.readings += 1
            return int(self._joules * 1000)


def switch_on(deterministic: bool = False) -> None:
    """Give Zeus one simulated GPU, index 0. A call with the same argument while it is on changes nothing."""
    global _simulation
    if _simulation and _simulation.deterministic == deterministic:
        return
    switch_off()
    _simulation = _Simulation(deterministic)
    _simulation.start()


def switch_off() -> None:
    """Put everything back as it was. Without a GPU, ZeusMonitor raises again."""
    global _simulation
    if _simulation:
        _simulation.stop()
        _simulation = None


def label_figure(figure: Any) -> None:
    """Write the device's name into a corner of a figure, if its energy counter was read before.

    Matplotlib calls it for each new figure (`figure.hooks`).
    """
    if _simulation and _simulation.counter.readings:
        figure.text(0.004, 0.004, NAME, ha="left", va="bottom", fontsize=9, fontweight="bold", color="firebrick")


def load_ipython_extension(shell: Any, deterministic: bool = False) -> None:
    """Switch on inside IPython, and end the output of each cell that read the energy counter with a label."""
    switch_on(deterministic)
    assert _simulation is not None
    seen = _simulation.counter.readings

    def label_cell(_result: Any = None) -> None:
        nonlocal seen
        if _simulation:
            _simulation.label_figures()  # a cell may have reset Matplotlib's settings
        if _simulation and _simulation.counter.readings != seen:
            seen = _simulation.counter.readings
            print(CELL_LABEL)

    unload_ipython_extension(shell, leave_on=True)
    shell.events.register("post_run_cell", label_cell)
    _labelled_shells[id(shell)] = label_cell


def unload_ipython_extension(shell: Any, leave_on: bool = False) -> None:
    """Undo `load_ipython_extension`."""
    if label_cell := _labelled_shells.pop(id(shell), None):
        shell.events.unregister("post_run_cell", label_cell)
    if not leave_on:
        switch_off()


class _Simulation:
    """What is replaced while the simulated GPU is on, and how to put it back."""

    def __init__(self, deterministic: bool):
        self.deterministic = deterministic
        if deterministic:
            self.counter = EnergyCounter(itertools.count().__next__)
        else:
            self.counter = EnergyCounter(time.monotonic, time.process_time)
        self._finder = _PatchOnImport(self._patches())
        self._undo: list[Callable[[], None]] = []

    def start(self) -> None:
        for name, patch in self._patches().items():
            if name in sys.modules:
                patch(sys.modules[name])
        sys.meta_path.insert(0, self._finder)
        self.label_figures()

    def stop(self) -> None:
        sys.meta_path.remove(self._finder)
        while self._undo:
            self._undo.pop()()

    def label_figures(self) -> None:
        """Ask Matplotlib to label the figures that are made from now on."""
        try:
            from matplotlib import rcParams as settings
        except ImportError:
            return
        if _FIGURE_HOOK in settings["figure.hooks"]:
            return
        settings["figure.hooks"] = [*settings["figure.hooks"], _FIGURE_HOOK]

        def undo() -> None:
            settings["figure.hooks"] = [hook for hook in settings["figure.hooks"] if hook != _FIGURE_HOOK]

        self._undo.append(undo)

    def _patches(self) -> dict[str, Callable[[ModuleType], None]]:
        return {"zeus.device.gpu": self._patch_device, "zeus.utils.framework": self._patch_framework}

    def _patch_device(self, module: ModuleType) -> None:
        before = module._gpus
        common = sys.modules["zeus.device.gpu.common"]
        module._gpus = _make_gpus(common, self.counter)  # type: ignore[attr-defined]  # typeshed: read-only
        self._undo.append(lambda: setattr(module, "_gpus", before))

    def _patch_framework(self, module: ModuleType) -> None:
        before, cache, stand_in = module.torch_is_available, module.MODULE_CACHE, _TorchStandIn()

        def torch_is_available(ensure_available: bool = False, ensure_cuda: bool = True) -> bool:
            if not ensure_cuda:  # asked about distributed training: no business of ours
                return before(ensure_available, ensure_cuda)
            cache["torch"] = stand_in
            return True

        def undo() -> None:
            module.torch_is_available = before  # type: ignore[attr-defined]  # typeshed: read-only
            if cache.get("torch") is stand_in:
                # Zeus's own function remembers that it has put torch here: leave it the real one.
                del cache["torch"]
                if "torch" in sys.modules:
                    cache["torch"] = sys.modules["torch"]

        module.torch_is_available = torch_is_available  # type: ignore[attr-defined]  # typeshed: read-only
        self._undo.append(undo)


class _PatchOnImport(MetaPathFinder):
    """Finds modules as Python would, and patches the named ones right after they are run."""

    def __init__(self, patches: dict[str, Callable[[ModuleType], None]]):
        self._patches = patches

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if fullname not in self._patches:
            return None
        others = [f for f in sys.meta_path if not isinstance(f, _PatchOnImport) and hasattr(f, "find_spec")]
        specs = (finder.find_spec(fullname, path, target) for finder in others)
        spec = next((spec for spec in specs if spec), None)
        if spec and spec.loader:
            run, patch = spec.loader.exec_module, self._patches[fullname]

            def exec_module(module: ModuleType) -> None:
                run(module)
                patch(module)

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]  # of this one loader
        return spec


class _TorchStandIn:
    """The torch that Zeus synchronises: the real one, but a torch without a GPU has nothing to wait for."""

    class cuda:
        @staticmethod
        def synchronize(device: Any = None) -> None:
            torch = sys.modules.get("torch")
            if torch and torch.cuda.is_available():
                torch.cuda.synchronize(device)

    def __getattr__(self, name: str) -> Any:
        import torch

        return getattr(torch, name)


def _make_gpus(common: ModuleType, counter: EnergyCounter) -> Any:
    """Return Zeus's list of GPUs with one simulated device; `common` is `zeus.device.gpu.common`.

    The classes are made here because their bases are Zeus's, and Zeus may be imported again.
    """

    def refuse(self: Any, *_args: Any, **_kwargs: Any) -> Any:
        raise common.ZeusGPUNotSupportedError(f"{NAME}: it has a name and an energy counter, nothing to set.")

    def power(self: Any) -> int:
        counter.read()
        return int(counter.power * 1000)

    class Device:
        supports_nonblocking_setters = False

        def get_name(self) -> str:
            return NAME

        def supports_get_total_energy_consumption(self) -> bool:
            return True

        def get_total_energy_consumption(self) -> int:
            return counter.read()

        get_instant_power_usage = get_average_power_usage = power

    # Zeus adds abstract methods from one version to the next: those we do not know refuse.
    refused = dict.fromkeys(common.GPU.__abstractmethods__ - set(vars(Device)), refuse)
    device = type(common.GPU)("SimulatedGPU", (Device, common.GPU), refused)(0)

    base: Any = common.GPUs  # what a class of an imported module is cannot be known before

    class SimulatedGPUs(base):
        def __init__(self, ensure_homogeneous: bool = False) -> None:
            pass

        def __del__(self) -> None:
            pass

        @property
        def gpus(self) -> list[Any]:
            return [device]

    return SimulatedGPUs()


_simulation: _Simulation | None = None
_labelled_shells: dict[int, Callable[..., None]] = {}
