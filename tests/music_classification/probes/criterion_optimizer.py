"""Calls the student's `criterion` and lets the student's `optimizer` take steps with given gradients.

Works with any module named `model`: the optimizer is observed by its effect on the parameters of the model
that the cell leaves behind.
"""

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset

SHOWN = 60  # that many values of each parameter are shown


def loss(cell, ask, *, logits, labels):
    """Return the loss of a batch and what kind of object it is."""
    criterion = cell["criterion"]
    if isinstance(criterion, type) or not callable(criterion):
        return {"callable": False, "is_class": isinstance(criterion, type), "value": None}
    value = criterion(_floats(logits), torch.tensor(labels))
    return {"callable": True, "is_class": False, "is_tensor": isinstance(value, torch.Tensor), "value": value}


def losses(cell, ask, *, batches, labels):
    """Return the loss of each (logits, labels) of `batches`, where `labels` are those of the training data."""
    cell["criterion"]  # says so if it is missing
    y = torch.tensor(labels)
    data = TensorDataset(torch.zeros(len(y), 1), y)
    criterion = cell.run(ytr=labels, ytr_tensor=y, train_ds=data, train_loader=DataLoader(data, 16))["criterion"]
    if isinstance(criterion, type) or not callable(criterion):
        return [loss(cell, ask, logits=batches[0][0], labels=batches[0][1])]
    values = [criterion(_floats(one), torch.tensor(labels)) for one, labels in batches]
    return [{"callable": True, "is_class": False, "value": value} for value in values]


def loss_gradient(cell, ask, *, logits, labels):
    """Return the gradient of the (summed) loss with respect to the logits, None if there is none."""
    criterion = cell["criterion"]
    if isinstance(criterion, type) or not callable(criterion):
        return None
    inputs = _floats(logits).requires_grad_(True)
    value = criterion(inputs, torch.tensor(labels))
    if not isinstance(value, torch.Tensor) or not value.requires_grad:
        return None
    return torch.autograd.grad(value.sum(), inputs, allow_unused=True)[0]


def steps(cell, ask, *, start, gradients):
    """Let the optimizer step once per row of `gradients` and return how the parameters of `model` move.

    Parameters begin at values taken from `start`; value j of each parameter is `start[j % len(start)]`, and
    its gradient in step t is `gradients[t][j % len(start)]`. Computed in double precision.
    """
    cell["optimizer"]  # says so if it is missing
    namespace = cell.run()
    optimizer, model = namespace["optimizer"], namespace["model"]
    found = {"kind": type(optimizer).__name__, "path": None, "foreign": 0, "rates": []}
    if isinstance(optimizer, type):
        return {**found, "kind": "class"}
    if not callable(getattr(optimizer, "step", None)):
        return {**found, "kind": "other"}
    parameters = list(model.parameters())
    own = {id(p) for p in model.parameters()}
    groups = getattr(optimizer, "param_groups", [])
    found["foreign"] = sum(id(p) not in own for group in groups for p in group["params"])
    found["rates"] = [float(group["lr"]) for group in groups if "lr" in group]
    _make_it_run_here(optimizer, groups)
    for p in parameters:
        p.data = _repeated(start, p)
    path = [[_shown(p) for p in parameters]]
    for row in gradients:
        for p in parameters:
            p.grad = _repeated(row, p) if p.requires_grad else None
        optimizer.step()
        path.append([_shown(p) for p in parameters])
    return {**found, "path": path}


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
