"""Runs the student's `train_model` on small networks and reports what came out and what was seen on the way.

Two things are made visible. The network notes every batch it gets and the optimizer every step, so that the
trusted side can replay the same steps. For the device, batches are tensors with a place: what is still on the
host when it meets the network turns into wrong values, where a GPU would stop with an error.
"""

import contextlib
import inspect

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, default_collate

NAMES = ("model", "criterion", "optimizer", "device", "train_loader")


def epoch(
    cell,
    ask,
    *,
    net,
    x,
    y,
    batch_size,
    lr,
    training=True,
    scale=1.0,
    momentum=None,
    poisoned=False,
    simulate_device=False,
):
    """Call `train_model` once.

    `net` holds arrays w1, b1, w2, b2 and, for a network that begins with batch normalisation, mean and var.
    `training` is the mode the network is handed over in, `scale` a factor on the cross-entropy. `momentum`
    (arrays w2, b2) stands for earlier steps of an optimizer that holds the last layer only.
    """
    train_model = cell["train_model"]
    events, targets = _Notes(), _Notes()
    _start(int(y.max()) + 1)
    device = SIMULATED if simulate_device else torch.device("cpu")
    model = _Net(net, events, simulate_device)
    model.train(training)
    criterion = _Criterion(scale, targets)
    optimizer = _optimizer(model, lr, momentum)
    optimizer.register_step_post_hook(lambda *_: events.append({"kind": "step"}))
    data = TensorDataset(torch.as_tensor(x), torch.as_tensor(y))
    loader = DataLoader(data, batch_size=batch_size, collate_fn=_on_host if simulate_device else None)

    given = (model, criterion, optimizer, device, loader)
    with cell.poison(*NAMES) if poisoned else _globals(train_model, dict(zip(NAMES, given, strict=True))):
        value = train_model(*given)
    parts = value if isinstance(value, list | tuple) else [value]
    return {
        "value": _plain(value),
        "in_graph": any(isinstance(part, torch.Tensor) and part.requires_grad for part in parts),
        "weights": {name: _plain(p) for name, p in model.named().items()},
        "events": list(events),
        "targets": list(targets),
        "moves": _seen["moves"][:20],
        "mixed": _seen["mixed"],
    }


class _Notes(list):
    """A list that a copy of the network goes on writing into."""

    def __deepcopy__(self, memo):
        return self


class _Net(nn.Module):
    """One hidden tanh layer, batch normalisation before it if `net` has statistics."""

    def __init__(self, net, events, simulate_device):
        super().__init__()
        (hidden, features), classes = net["w1"].shape, len(net["b2"])
        self.norm = nn.BatchNorm1d(features) if "mean" in net else nn.Identity()
        self.hidden = nn.Linear(features, hidden)
        self.output = nn.Linear(hidden, classes)
        self._events, self._simulate = events, simulate_device
        for layer in (self.hidden, self.output) if simulate_device else ():
            layer.weight, layer.bias = _Parameter(layer.weight.data), _Parameter(layer.bias.data)
        with torch.no_grad():
            for name, tensor in self.named().items():
                tensor.copy_(torch.as_tensor(net[name]))

    def named(self):
        """Return {name in `net`: tensor}."""
        tensors = {
            "w1": self.hidden.weight,
            "b1": self.hidden.bias,
            "w2": self.output.weight,
            "b2": self.output.bias,
        }
        if isinstance(self.norm, nn.BatchNorm1d):
            tensors |= {"mean": self.norm.running_mean, "var": self.norm.running_var}
        return tensors

    def _kind(self):
        """Return the type to compute in: doubles for a network that was made double, never what autocast wants."""
        return torch.float64 if self.output.weight.dtype == torch.float64 else torch.float32

    def forward(self, x):
        if isinstance(x, OnHost):
            x = _spoil(x).as_subclass(OnDevice)
        with torch.autocast("cpu", enabled=False):
            out = self.output(torch.tanh(self.hidden(self.norm(x.to(self._kind())))))
        self._events.append({"kind": "forward", "x": _plain(x), "graph": out.requires_grad})
        return out.as_subclass(OnDevice) if self._simulate else out


class _Criterion(nn.CrossEntropyLoss):
    """Cross-entropy times a factor."""

    def __init__(self, scale, targets):
        super().__init__()
        self._scale, self._targets = scale, targets

    def forward(self, input, target):
        if isinstance(input, OnDevice) and isinstance(target, OnHost):
            target = _spoil(target).as_subclass(OnDevice)
        self._targets.append(_plain(target))
        with torch.autocast("cpu", enabled=False):
            return self._scale * super().forward(input if input.dtype == torch.float64 else input.float(), target)


def _optimizer(model, lr, momentum):
    if momentum is None:
        return torch.optim.SGD(model.parameters(), lr=lr)
    optimizer = torch.optim.SGD(model.output.parameters(), lr=lr, momentum=0.9)
    for name, parameter in (("w2", model.output.weight), ("b2", model.output.bias)):
        optimizer.state[parameter] = {"momentum_buffer": torch.as_tensor(momentum[name]).clone()}
    return optimizer


@contextlib.contextmanager
def _globals(function, values):
    """Let globals called like the parameters be the given objects, so that using them costs one test only."""
    namespace = getattr(inspect.unwrap(function), "__globals__", {})
    absent = object()
    saved = {name: namespace.get(name, absent) for name in values}
    namespace.update(values)
    try:
        yield
    finally:
        for name, value in saved.items():
            if value is absent:
                namespace.pop(name, None)
            else:
                namespace[name] = value


# ---- A device that is not there --------------------------------------------------------------------------

# Differs from what `.cuda()` and `.to("cuda")` mean. New tensors on it are made on the CPU: so the engine wants it.
SIMULATED = torch.device("cuda:1")
_seen = {"moves": [], "mixed": 0, "classes": 1}


def _start(classes):
    _seen.update(moves=[], mixed=0, classes=classes)


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


class _Parameter(nn.Parameter):
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
                _seen["moves"].append(wanted)
                if wanted.startswith("cpu"):
                    place = OnHost
        return moved.as_subclass(place)


def _meet_device(part):
    """Spoil a tensor from the host that is used together with one on the device; single numbers may mix."""
    if isinstance(part, OnHost) and part.dim() > 0:
        _seen["mixed"] += 1
        return _spoil(part)
    return part


def _spoil(tensor):
    """Return wrong values of the same kind."""
    with torch._C.DisableTorchFunctionSubclass():
        plain = tensor.as_subclass(torch.Tensor)
        if plain.dtype == torch.bool:
            return ~plain
        return 1 - plain if plain.is_floating_point() else (plain + 1) % _seen["classes"]


def _on_host(rows):
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


def _plain(value):
    """Return a copy without graph and place; lists and tuples as lists."""
    if isinstance(value, torch.Tensor):
        with torch._C.DisableTorchFunctionSubclass():
            return value.detach().as_subclass(torch.Tensor).clone()
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
