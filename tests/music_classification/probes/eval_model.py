"""Runs the student's `eval_model` on small networks and reports what came out and what was seen on the way.

The network notes every batch it gets and its mode. For the device, batches are tensors with a place: what is
still on the host when it meets the network turns into wrong values, where a GPU would stop with an error.
"""

from contextlib import nullcontext

import torch
from probes.counting_loader import CountingLoader
from probes.given_globals import given_globals
from probes.simulated_device import SIMULATED, OnDevice, OnHost, PlacedParameter, on_host, plain, seen, spoil, start
from torch import nn
from torch.utils.data import TensorDataset

NAMES = ("model", "criterion", "device", "eval_loader", "train_loader", "test_loader", "optimizer")


def evaluate(
    cell, ask, *, net, x, y, batch_size, scale=1.0, training=False, poisoned=False, simulate_device=False, then=()
):
    """Call the `eval_model` of a fresh run of the cell once, and again with the weights of each of `then`.

    `net` holds arrays w1, b1, w2, b2 and, for a network that begins with batch normalisation, mean and var.
    `training` is the mode the network is handed over in, `scale` a factor on the cross-entropy.
    """
    cell["eval_model"]  # says so if it is missing
    eval_model = cell["eval_model"] if poisoned else cell.run()["eval_model"]
    events, targets = _Notes(), _Notes()
    start(int(y.max()) + 1)
    device = SIMULATED if simulate_device else torch.device("cpu")
    model = _Net(net, events, simulate_device)
    model.train(training)
    criterion = _Criterion(scale, targets)
    data = TensorDataset(torch.as_tensor(x), torch.as_tensor(y))
    loader = CountingLoader(data, batch_size=batch_size, collate_fn=on_host if simulate_device else None)

    given = (model, criterion, device, loader)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    around = dict(zip(NAMES, (*given, loader, loader, optimizer), strict=True))
    world = cell.poison(*NAMES) if poisoned else given_globals(eval_model, around)
    with world, cell.cuda_means_cpu() if simulate_device else nullcontext():
        value, later = eval_model(*given), []
        noted = list(events)
        for weights in then:
            with torch.no_grad():
                for name, tensor in model.named().items():
                    tensor.copy_(torch.as_tensor(weights[name]))
            later.append(plain(eval_model(*given)))
    switched_off = not torch.is_grad_enabled()
    torch.set_grad_enabled(True)
    parts = value if isinstance(value, list | tuple) else [value]
    return {
        "value": plain(value),
        "later": later,
        "passes": loader.passes,
        "in_graph": any(isinstance(part, torch.Tensor) and part.requires_grad for part in parts),
        "weights": {name: plain(p) for name, p in model.named().items()},
        "gradients": any(p.grad is not None and bool(p.grad.abs().sum() > 0) for p in model.parameters()),
        "frozen": any(not p.requires_grad for p in model.parameters()),
        "switched_off": switched_off,
        "events": noted,
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
        self.parts = nn.ModuleList([nn.ModuleList([nn.Dropout()])])  # only `eval()` of the whole network reaches it
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
        inner = any(part.training for part in self.modules() if part is not self)
        self._events.append({"kind": "forward", "x": plain(x), "training": self.training, "inner_training": inner})
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
