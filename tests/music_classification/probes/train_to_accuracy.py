"""Runs the student's `train_to_accuracy` with functions that only pretend to train.

They answer from a script, and note what was called with which objects. Whoever would forge these notes has to know when
the right function stops: then it can as well be written.
"""

import inspect

import torch
from probes.given_globals import given_globals
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

LOADERS = ("train_loader", "val_loader", "test_loader")
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


class _Notes:
    """What was called, and what the played functions answered.

    `script` holds [accuracy, loss] after each epoch, the last one goes on; `training` and `test` are results that are
    always the same. An epoch is a row of trainings with no evaluation in between, so training twice in each epoch costs
    only the test that looks for it. For the same reason an evaluation before the first training takes the first
    accuracy, and where nothing is trained by `train_model` each validation is an epoch.
    """

    def __init__(self, script, training, test):
        self.script, self.training, self.test = script, training, test
        self.calls, self.arguments, self.last = [], [], {}
        self.rows = self.trainings = self.early = self.tested_after = 0

    @property
    def epochs(self):
        """Return the number of epochs."""
        return self.rows if self.trainings else self.early

    def answer(self, kind, names, state):
        """Return [accuracy, loss] for one call. `state`: how often the network that came in was trained."""
        loader = "train" if kind == "train" else next((name for name in names[::-1] if name in LOADERS), "nothing")
        self.arguments.append([kind, names])
        if kind == "train":
            self.rows += not self.calls or self.calls[-1] != "train"
            self.trainings += 1
            self.early = min(self.early, 1)
        elif not self.trainings and loader != "test_loader":
            self.early += 1
        self.calls.append(loader)
        place = self.rows - 1 + (self.early if kind != "train" else 0) if self.trainings else self.early - 1
        result = self.script[min(max(place, 0), len(self.script) - 1)]
        if kind == "train" and self.training is not None:
            result = self.training
        if loader == "test_loader":
            self.tested_after = state
            result = self.test or result
        self.last[loader] = result
        return result

    def as_dict(self):
        """Return what the hidden tests read."""
        kept = ("calls", "arguments", "last", "epochs", "trainings", "tested_after")
        return {name: getattr(self, name) for name in kept}


def schedule(cell, ask, *, settings, script, training=None, test=None, longest, poisoned=False):
    """Call `train_to_accuracy` once with `settings` (max_epochs, threshold, patience); return its value and the notes.

    A run of more than `longest` epochs is ended from outside.
    """
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

    notes = _Notes(script, training, test)

    def answer(kind, names, state):
        result = notes.answer(kind, names, state)
        if notes.epochs > longest or len(notes.calls) > 8 * longest:
            ask("endless", notes.as_dict())
        return tuple(result)

    def trained(values):
        """Return how often the network among `values` was trained."""
        return next((round(value.bias[0].item()) for value in values if isinstance(value, nn.Linear)), 0)

    def play_training(*given_now, **named):
        for network in [value for value in (*given_now, *named.values()) if isinstance(value, nn.Linear)][:1]:
            with torch.no_grad():
                network.bias += 1
        order = ("model", "criterion", "optimizer", "device", "train_loader")
        return answer("train", names_of(order, given_now, named), 0)

    def play_evaluation(*given_now, **named):
        state = trained((*given_now, *named.values()))
        return answer("eval", names_of(("model", "criterion", "device", "eval_loader"), given_now, named), state)

    functions = {"train_model": play_training, "eval_model": play_evaluation}
    with cell.poison(*NAMES) if poisoned else given_globals(train_to_accuracy, given | functions):
        value = train_to_accuracy(**settings, **given, **functions)
    return {"value": _plain(value), **notes.as_dict()}


def defaults(cell, ask):
    """Return {name of a parameter: its default}; "required" for one that has none."""
    parameters = inspect.signature(cell["train_to_accuracy"]).parameters
    return {
        name: "required" if parameter.default is inspect.Parameter.empty else parameter.default
        for name, parameter in parameters.items()
    }


def _plain(value):
    return list(value) if isinstance(value, list | tuple) else value
