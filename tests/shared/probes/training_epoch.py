"""Runs a student's epoch of training on small networks and reports what came out and what was seen on the way.

Two things are made visible. The network notes every batch it gets and the optimizer every step, so that the
trusted side can replay the same steps. For the device, batches are tensors with a place: what is still on the
host when it meets the network turns into wrong values, where a GPU would stop with an error.
"""

from contextlib import nullcontext

import torch
from probes.counting_loader import CountingLoader
from probes.given_globals import given_globals
from probes.simulated_device import SIMULATED, OnDevice, OnHost, PlacedParameter, on_host, plain, seen, spoil, start
from torch import nn
from torch.utils.data import TensorDataset

NAMES = ("model", "criterion", "optimizer", "device", "train_loader")


def run_epoch(
    cell,
    function,
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
    more=(),
    kept=True,
):
    """Call `function` of the cell once, with model, criterion, optimizer, device, loader and the arguments `more`.

    `net` holds arrays w1, b1, w2, b2 and, for a network that begins with batch normalisation, mean and var.
    `training` is the mode the network is handed over in, `scale` a factor on the cross-entropy. `momentum`
    (arrays w2, b2) stands for earlier steps of an optimizer that holds the last layer only. `kept`: whether the
    function should be the one that was called before; a probe that has a fresh one for each call says so.
    """
    events, targets = _Notes(), _Notes()
    start(int(y.max()) + 1)
    device = SIMULATED if simulate_device else torch.device("cpu")
    model = _Net(net, events, simulate_device)
    model.train(training)
    criterion = _Criterion(scale, targets)
    optimizer = _optimizer(model, lr, momentum)
    optimizer.register_step_post_hook(lambda *_: events.append({"kind": "step"}))
    data = TensorDataset(torch.as_tensor(x), torch.as_tensor(y))
    loader = CountingLoader(data, batch_size=batch_size, collate_fn=on_host if simulate_device else None)

    given = (model, criterion, optimizer, device, loader)
    around = cell.poison(*NAMES) if poisoned else given_globals(function, dict(zip(NAMES, given, strict=True)))
    with around, cell.cuda_means_cpu() if simulate_device else nullcontext():
        value = function(*given, *more)
    parts = value if isinstance(value, list | tuple) else [value]
    return {
        "value": plain(value),
        "passes": loader.passes,
        "in_graph": any(isinstance(part, torch.Tensor) and part.requires_grad for part in parts),
        "weights": {name: plain(p) for name, p in model.named().items()},
        "events": list(events),
        "targets": list(targets),
        "moves": seen["moves"][:20],
        "mixed": seen["mixed"],
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
            layer.weight, layer.bias = PlacedParameter(layer.weight.data), PlacedParameter(layer.bias.data)
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
            x = spoil(x).as_subclass(OnDevice)
        with torch.autocast("cpu", enabled=False):
            out = self.output(torch.tanh(self.hidden(self.norm(x.to(self._kind())))))
        self._events.append({"kind": "forward", "x": plain(x), "graph": out.requires_grad})
        return out.as_subclass(OnDevice) if self._simulate else out


class _Criterion(nn.CrossEntropyLoss):
    """Cross-entropy times a factor."""

    def __init__(self, scale, targets):
        super().__init__()
        self._scale, self._targets = scale, targets

    def forward(self, input, target):
        if isinstance(input, OnDevice) and isinstance(target, OnHost):
            target = spoil(target).as_subclass(OnDevice)
        self._targets.append(plain(target))
        with torch.autocast("cpu", enabled=False):
            return self._scale * super().forward(input if input.dtype == torch.float64 else input.float(), target)


def _optimizer(model, lr, momentum):
    if momentum is None:
        return torch.optim.SGD(model.parameters(), lr=lr)
    optimizer = torch.optim.SGD(model.output.parameters(), lr=lr, momentum=0.9)
    for name, parameter in (("w2", model.output.weight), ("b2", model.output.bias)):
        optimizer.state[parameter] = {"momentum_buffer": torch.as_tensor(momentum[name]).clone()}
    return optimizer
