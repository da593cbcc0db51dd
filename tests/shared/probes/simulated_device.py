"""A device that is not there: batches that are still on the host when they meet it turn into wrong values."""

import torch
from torch import nn
from torch.utils.data import default_collate

# Differs from what `.cuda()` and `.to("cuda")` mean. New tensors on it are made on the CPU within `cell.cuda_means_cpu()`.
SIMULATED = torch.device("cuda:1")
seen = {"moves": [], "mixed": 0, "classes": 1}


def start(classes):
    """Forget what was seen; labels are 0 to `classes` - 1."""
    seen.update(moves=[], mixed=0, classes=classes)


class _Placed(torch.Tensor):
    """A tensor that knows whether it lies on the host or on the simulated device."""

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        name = getattr(func, "__name__", "")
        with torch._C.DisableTorchFunctionSubclass():
            if name in ("to", "cpu", "cuda", "pin_memory") and isinstance(args[0], _Placed):
                return _move(name, *args, **kwargs)
            on_device = any(isinstance(part, OnDevice) for part in _parts([args, kwargs]))
            if on_device and name != "__getitem__":
                args, kwargs = _changed(args, _meet_device), _changed(kwargs, _meet_device)
            result = func(*args, **kwargs)
            place = OnDevice if on_device else OnHost
            return _changed(result, lambda t: t.as_subclass(place) if type(t) is torch.Tensor else t)

    def to(self, *args, **kwargs):
        return _move("to", self, *args, **kwargs)

    def cpu(self, *args, **kwargs):
        return _move("cpu", self)

    def cuda(self, *args, **kwargs):
        return _move("cuda", self, *args, **kwargs)

    def pin_memory(self, *args, **kwargs):
        return self


class OnHost(_Placed):
    """Where a loader puts its batches."""

    device = property(lambda self: torch.device("cpu"))


class OnDevice(_Placed):
    """What `.to(device)` returns, and everything computed from it."""

    device = property(lambda self: SIMULATED)


class PlacedParameter(nn.Parameter):
    """A weight on the simulated device; it stays there when the whole network is moved."""

    device = property(lambda self: SIMULATED)

    def to(self, *args, **kwargs):
        return self


def _move(name, tensor, *args, **kwargs):
    """Do what `Tensor.to`, `.cpu()` or `.cuda()` mean on a machine whose device is the simulated one."""
    with torch._C.DisableTorchFunctionSubclass():
        device = kwargs.get("device") or {"cpu": "cpu", "cuda": "cuda"}.get(name)
        dtype = kwargs.get("dtype")
        for value in (*args, kwargs.get("other")) if name in ("to", "cuda") else ():
            if isinstance(value, torch.dtype):
                dtype = value
            elif isinstance(value, torch.Tensor):
                device, dtype = value.device, value.dtype
            elif isinstance(value, torch.device | str | int) and not isinstance(value, bool):
                device = value
        moved = tensor.as_subclass(torch.Tensor)
        if dtype is not None:
            moved = torch.Tensor.to(moved, dtype)
        place = type(tensor)
        if device is not None:
            wanted = f"cuda:{device}" if isinstance(device, int) else str(device)
            if wanted == str(SIMULATED):
                place = OnDevice
            else:
                seen["moves"].append(wanted)
                if wanted.startswith("cpu"):
                    place = OnHost
        return moved.as_subclass(place)


def _meet_device(part):
    """Spoil a tensor from the host that is used together with one on the device; single numbers may mix."""
    if isinstance(part, OnHost) and part.dim() > 0:
        seen["mixed"] += 1
        return spoil(part)
    return part


def spoil(tensor):
    """Return wrong values of the same kind."""
    with torch._C.DisableTorchFunctionSubclass():
        bare = tensor.as_subclass(torch.Tensor)
        if bare.dtype == torch.bool:
            return ~bare
        return 1 - bare if bare.is_floating_point() else (bare + 1) % seen["classes"]


def on_host(rows):
    """Put the rows of a batch together on the host, as a loader does."""
    return [part.as_subclass(OnHost) for part in default_collate(rows)]


def _parts(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from _parts(item)
    else:
        yield value


def _changed(value, change):
    """Return `value` with `change` applied to every tensor in nested lists, tuples and dicts."""
    if isinstance(value, torch.Tensor):
        return change(value)
    if isinstance(value, dict):
        return {key: _changed(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = [_changed(item, change) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
    return value


def plain(value):
    """Return a copy without graph and place; lists and tuples as lists."""
    if isinstance(value, torch.Tensor):
        with torch._C.DisableTorchFunctionSubclass():
            return value.detach().as_subclass(torch.Tensor).clone()
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value
