"""Run code written for a CUDA GPU on a machine without one: every `cuda` device means the CPU.

Used only in the process that runs student code. A submission may say `.cuda()`, `torch.device("cuda")`,
`torch.cuda.synchronize()` or use autocast; none of it should cost a grade on a laptop.
"""

from __future__ import annotations

from typing import Any

import torch
from torch.overrides import TorchFunctionMode

_CPU = torch.device("cpu")
_PLAIN = (torch.Tensor, torch.nn.Parameter)
_SILENT = ("synchronize", "empty_cache", "reset_peak_memory_stats", "manual_seed", "manual_seed_all", "init")
_ZERO = (
    "memory_allocated",
    "max_memory_allocated",
    "memory_reserved",
    "max_memory_reserved",
    "current_device",
)


def switch_on() -> None:
    """Map CUDA devices and calls to the CPU for the rest of this process."""
    if torch.cuda.is_available():
        return
    for name in _SILENT:
        setattr(torch.cuda, name, _nothing)
    for name in _ZERO:
        setattr(torch.cuda, name, _zero)
    torch.nn.Module.cuda = lambda self, device=None: self
    _CudaMeansCpu().__enter__()


def is_cuda(value: Any) -> bool:
    """Return whether `value` names a CUDA device, as a string, a torch.device or an index."""
    if isinstance(value, torch.device):
        return value.type == "cuda"
    return isinstance(value, str) and value.split(":")[0] == "cuda"


class _CudaMeansCpu(TorchFunctionMode):
    def __torch_function__(
        self, function: Any, types: Any, args: tuple = (), kwargs: dict | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if args and isinstance(args[0], torch.Tensor) and type(args[0]) not in _PLAIN:
            return function(
                *args, **kwargs
            )  # a probe's own tensor type: it wants to see which device was meant
        if any(is_cuda(value) for value in args):
            args = tuple(_CPU if is_cuda(value) else value for value in args)
        if is_cuda(kwargs.get("device")):
            kwargs = {**kwargs, "device": _CPU}
        if function is torch.Tensor.cuda:
            return torch.Tensor.to(args[0], _CPU)
        if function is torch.Tensor.pin_memory:
            return args[0]
        return function(*args, **kwargs)


def _nothing(*args: Any, **kwargs: Any) -> None:
    return None


def _zero(*args: Any, **kwargs: Any) -> int:
    return 0
