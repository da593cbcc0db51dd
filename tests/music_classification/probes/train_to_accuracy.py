"""Runs the student's `train_to_accuracy` with functions that only pretend to train.

What they return is asked of the trusted side, which sees nothing but the names of the objects that came in.
"""

import inspect

import torch
from probes.given_globals import given_globals
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

NAMES = (
    "model",
    "criterion",
    "optimizer",
    "device",
    "train_loader",
    "val_loader",
    "test_loader",
    "train_model",
    "eval_model",
)


def schedule(cell, ask, *, settings, poisoned=False):
    """Call `train_to_accuracy` once with `settings` (max_epochs, threshold, patience) and return its value."""
    train_to_accuracy = cell["train_to_accuracy"]
    net = nn.Linear(2, 2)
    nn.init.zeros_(net.bias)
    loaders = [DataLoader(TensorDataset(torch.ones(4, 2), torch.arange(4) % 2), batch_size=2) for _ in range(3)]
    optimizer, criterion = optim.SGD(net.parameters(), lr=0.1), nn.CrossEntropyLoss()
    given = dict(zip(NAMES, (net, criterion, optimizer, torch.device("cpu"), *loaders), strict=False))

    def name_of(value):
        if isinstance(value, torch.device | str):
            return "device" if str(value) == "cpu" else "another device"
        for name, known in given.items():
            if value is known:
                return name
        return "nothing" if value is None else "another object"

    def names_of(order, given_now, named):
        known = [named.pop(name, None) if name in named else ... for name in order[len(given_now) :]]
        return [name_of(value) for value in (*given_now, *(v for v in known if v is not ...), *named.values())]

    def trained(values):
        """Return how often the network among `values` was trained."""
        return next((round(value.bias[0].item()) for value in values if isinstance(value, nn.Linear)), 0)

    def play_training(*given_now, **named):
        for network in [value for value in (*given_now, *named.values()) if isinstance(value, nn.Linear)][:1]:
            with torch.no_grad():
                network.bias += 1
        order = ("model", "criterion", "optimizer", "device", "train_loader")
        return tuple(ask("train", names_of(order, given_now, named), 0))

    def play_evaluation(*given_now, **named):
        state = trained((*given_now, *named.values()))
        return tuple(ask("eval", names_of(("model", "criterion", "device", "eval_loader"), given_now, named), state))

    functions = {"train_model": play_training, "eval_model": play_evaluation}
    with cell.poison(*NAMES) if poisoned else given_globals(train_to_accuracy, given | functions):
        return _plain(train_to_accuracy(**settings, **given, **functions))


def defaults(cell, ask):
    """Return {name of a parameter: its default}; "required" for one that has none."""
    parameters = inspect.signature(cell["train_to_accuracy"]).parameters
    return {
        name: "required" if parameter.default is inspect.Parameter.empty else parameter.default
        for name, parameter in parameters.items()
    }


def _plain(value):
    return list(value) if isinstance(value, list | tuple) else value
