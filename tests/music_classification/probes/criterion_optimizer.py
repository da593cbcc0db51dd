"""Calls the student's `criterion` and lets the student's `optimizer` take steps with given gradients.

Works with any module named `model`: the optimizer is observed by its effect on the parameters of the model
that the cell leaves behind.
"""

import linecache

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset

SHOWN = 60  # that many values of each parameter are shown


def losses(cell, ask, *, batches, labels):
    """Return the loss of each (logits, labels) of `batches`, where `labels` are those of the training data."""
    cell["criterion"]  # says so if it is missing
    y = torch.tensor(labels)
    data, classes = TensorDataset(torch.zeros(len(y), 1), y), int(y.max()) + 1
    names = {"ytr": labels, "ytr_tensor": y, "train_ds": data, "train_loader": DataLoader(data, 16), "n_class": classes}
    try:
        criterion = cell.run(**names, classes=[f"instrument {n}" for n in range(classes)])["criterion"]
    except Exception:  # of the optimizer below it, which has tests of its own
        criterion = cell["criterion"]
    if isinstance(criterion, type) or not callable(criterion):
        return [{"callable": False, "is_class": isinstance(criterion, type), "value": None}]
    values = [criterion(_floats(one), torch.tensor(labels)) for one, labels in batches]
    return [{"callable": True, "is_class": False, "value": value} for value in values]


def loss_gradient(cell, ask, *, logits, labels):
    """Return the gradient of the (summed) loss with respect to the logits, None if there is none."""
    criterion = cell["criterion"]
    if isinstance(criterion, type) or not callable(criterion):
        return "no function"
    inputs = _floats(logits).requires_grad_(True)
    value = criterion(inputs, torch.tensor(labels))
    if not isinstance(value, torch.Tensor) or not value.requires_grad:
        return None
    return torch.autograd.grad(value.sum(), inputs, allow_unused=True)[0]


def steps(cell, ask, *, start, gradients):
    """Let the optimizer step once per row of `gradients` and return how the parameters of `model`, and others, move.

    Parameters begin at values taken from `start`; value j of each parameter is `start[j % len(start)]`, and
    its gradient in step t is `gradients[t][j % len(start)]`. Computed in double precision.
    """
    cell["optimizer"]  # says so if it is missing
    namespace = cell.run()
    optimizer, model = namespace["optimizer"], namespace["model"]
    found = {"kind": type(optimizer).__name__, "path": None, "own": 0, "rates": []}
    if isinstance(optimizer, type):
        return {**found, "kind": "class"}
    if not callable(getattr(optimizer, "step", None)):
        return {**found, "kind": "other"}
    parameters = list(model.parameters())
    own = {id(p) for p in parameters}
    groups = getattr(optimizer, "param_groups", [])
    found["own"] = len(parameters)
    parameters += [p for group in groups for p in group["params"] if id(p) not in own]
    found["rates"] = [float(group["lr"]) for group in groups if "lr" in group]
    _make_it_run_here(optimizer, groups)
    for p in parameters:
        p.data = _repeated(start, p)
        p.requires_grad_(True)  # a weight that the cell froze has a test of its own
    path = [[_shown(p) for p in parameters]]
    for row in gradients:
        for p in parameters:
            p.grad = _repeated(row, p)
        optimizer.step()
        path.append([_shown(p) for p in parameters])
    return {**found, "path": path}


def model_kept(cell, ask):
    """Return whether `model` has the weights after the cell that it had before, and whether all of them can learn."""
    cell["optimizer"]  # says so if it is missing
    torch.manual_seed(0)
    model = cell.run()["model"]
    trainable = all(p.requires_grad for p in model.parameters())
    before, after = list(_model_above(cell).parameters()), list(model.parameters())
    pairs = zip(before, after, strict=False)
    same = len(before) == len(after) and all(torch.equal(a.detach().cpu(), b.detach().cpu()) for a, b in pairs)
    return {"same": same, "trainable": trainable}


def _model_above(cell):
    """Return `model` as it is before the cell: the given one, or the student's own, made anew from the same seed."""
    lines = dict(linecache.cache)  # of the cell, for messages
    torch.manual_seed(0)
    model = type(cell)("pass", cell.carried, cell.world, []).run()["model"]
    linecache.cache.update(lines)
    return model


def _make_it_run_here(optimizer, groups):
    """Forget steps taken in the cell, and switch off what works on a GPU only."""
    if isinstance(getattr(optimizer, "state", None), dict):
        optimizer.state.clear()
    for group in groups:
        if group.get("capturable"):
            group["capturable"] = False


def _floats(values):
    return torch.tensor(np.asarray(values), dtype=torch.float32)


def _repeated(values, like):
    """Return a double tensor of the shape of `like`, filled with `values` over and over."""
    count = like.numel()
    return torch.tensor(np.resize(np.asarray(values, dtype=float), count)).reshape(like.shape).clone()


def _shown(parameter):
    return parameter.detach().reshape(-1)[:SHOWN].double().numpy().copy()
