"""Run code written for a CUDA GPU without one: every `cuda` device means the CPU.

Used only in the process that runs student code. A submission may say `.cuda()`, `torch.device("cuda")`,
`torch.cuda.synchronize()`, time with CUDA events, compile or use autocast; none of it should cost a grade on a
laptop. `torch.cuda.is_available()` is False, so honest code chooses the CPU by itself.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

_CPU = torch.device("cpu")
_GPUS = ("cuda", "mps")
_WORDS = (*_GPUS, "pin_memory")
_NAMING = {str, torch.device}
_MOVES = {torch.Tensor.cuda, torch.Tensor.pin_memory}
_PLAIN = (torch.Tensor, torch.nn.Parameter)
_SILENT = (
    "synchronize",
    "empty_cache",
    "reset_peak_memory_stats",
    "reset_max_memory_allocated",
    "manual_seed",
    "manual_seed_all",
    "init",
    "set_device",
    "ipc_collect",
)
_ZERO = (
    "memory_allocated",
    "max_memory_allocated",
    "memory_reserved",
    "max_memory_reserved",
    "current_device",
)


def switch_on(sources: Iterable[str]) -> None:
    """Map CUDA devices and calls to the CPU for the rest of this process, which will run `sources` of a student.

    Also where there is a GPU: it cannot be used in a fork, and a verdict must not depend on the machine. Devices are
    mapped by looking at each call of torch, which takes time: only where a source names a GPU. A probe that hands
    over a CUDA device says so itself (`Cell.cuda_means_cpu`).
    """
    torch.cuda.is_available = lambda: False
    for name in _SILENT:
        setattr(torch.cuda, name, _nothing)
    for name in _ZERO:
        setattr(torch.cuda, name, _zero)
    torch.cuda.get_device_name = lambda device=None: "no GPU"
    torch.cuda.get_device_capability = lambda device=None: (0, 0)
    # Only torch itself can make an object of its own kind.
    torch.cuda.get_device_properties = lambda device=None: SimpleNamespace(  # type: ignore[assignment, return-value]
        name="no GPU", total_memory=0
    )
    torch.cuda.mem_get_info = lambda device=None: (0, 0)
    torch.cuda.Event = _Event  # type: ignore[misc, assignment]  # it does what cells ask of one, without a GPU
    torch.compile = _uncompiled
    torch.nn.Module.cuda = lambda self, device=None: self  # type: ignore[method-assign]  # for every module
    if any(word in source for source in sources for word in _WORDS):
        CudaMeansCpu().__enter__()


def is_cuda(value: Any) -> bool:
    """Return whether `value` names a CUDA device (or that of a Mac), as a string or a torch.device."""
    if isinstance(value, torch.device):
        return value.type in _GPUS
    return isinstance(value, str) and value.split(":")[0] in _GPUS


class CudaMeansCpu(TorchFunctionMode):
    """Within the context, what names a CUDA device in a call of torch means the CPU."""

    def __torch_function__(self, function: Any, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        if not kwargs and function not in _MOVES:
            for value in args:
                if type(value) in _NAMING:
                    break
            else:
                return function(*args)
        kwargs = kwargs or {}
        if args and isinstance(args[0], torch.Tensor) and type(args[0]) not in _PLAIN:
            return function(*args, **kwargs)  # a probe's own tensor type: it wants to see which device was meant
        if function is torch.device and args and isinstance(args[0], torch.device):
            return args[0]
        if any(is_cuda(value) for value in args):
            args = tuple(_CPU if is_cuda(value) else value for value in args)
        if is_cuda(kwargs.get("device")):
            kwargs = {**kwargs, "device": _CPU}
        if function is torch.Tensor.cuda:
            return torch.Tensor.to(args[0], _CPU)
        if function is torch.Tensor.pin_memory:
            return args[0]
        return function(*args, **kwargs)


class _Event:
    """A CUDA event: remembers when it was recorded."""

    def __init__(self, *args: Any, **kwargs: Any):
        self.seconds = time.perf_counter()

    def record(self, *args: Any) -> None:
        self.seconds = time.perf_counter()

    def elapsed_time(self, end: _Event) -> float:
        return 1000 * (end.seconds - self.seconds)

    def query(self) -> bool:
        return True

    def synchronize(self) -> None:
        return None

    wait = synchronize


def _uncompiled(model: Any = None, **options: Any) -> Any:
    """Stand in for `torch.compile`, which needs a C++ compiler: what it returns computes the same."""
    return model if model is not None else lambda function: function


def _nothing(*args: Any, **kwargs: Any) -> None:
    return None


def _zero(*args: Any, **kwargs: Any) -> int:
    return 0
