"""Builds networks from the student's class, fills them with given weights and shows what they compute."""

import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset

WRAPPERS = ("OptimizedModule", "DataParallel", "DistributedDataParallel")  # they compute what the network computes


def shapes(cell, ask, *, sizes):
    """Return the shapes of all parameters of `InstrumentNet(*sizes)`, in their order."""
    return _shapes(_build(cell, sizes))


def outputs(cell, ask, *, sizes, weights, inputs):
    """Return the output for each of `inputs` in evaluation mode; `weights` (or None) replace the parameters."""
    net = _filled(_build(cell, sizes), weights).eval()
    with torch.no_grad():
        return [net(_tensor(x)) for x in inputs]


def modes(cell, ask, *, sizes, weights, x):
    """Return the output for `x` in training mode, twice, and in evaluation mode, twice."""
    net = _filled(_build(cell, sizes), weights)
    with torch.no_grad():
        return {
            "train": [net.train()(_tensor(x)) for _ in range(2)],
            "eval": [net.eval()(_tensor(x)) for _ in range(2)],
        }


def gradients(cell, ask, *, sizes, weights, x, direction):
    """Return the gradient of sum(output * direction) for each parameter; None where there is none."""
    net = _filled(_build(cell, sizes), weights).eval()
    out = net(_tensor(x))
    if not isinstance(out, torch.Tensor) or out.shape != direction.shape or not out.requires_grad:
        return None
    (out * _tensor(direction)).sum().backward()
    return [None if p.grad is None else p.grad.detach().clone() for p in net.parameters()]


def created(cell, ask, *, Xtr, ytr, Xts, yts, x):
    """Run the cell on other data and return what `model` is, its shapes, and its output for `x`."""
    namespace = cell.run(**_world(Xtr, ytr, Xts, yts))
    if "model" not in namespace:
        return {"kind": "missing"}
    model, made_by = namespace["model"], namespace.get("InstrumentNet")
    if isinstance(model, type):
        return {"kind": "class"}
    if not isinstance(model, torch.nn.Module):
        return {"kind": type(model).__name__}
    kind = "network"
    if isinstance(made_by, type):  # inside torch.compile or DataParallel the network itself is a part
        parts = [part for part in model.modules() if isinstance(part, made_by)]
        alone = isinstance(model, made_by) or type(model).__name__ in WRAPPERS
        kind = "network" if parts and alone else "part of another" if parts else "another network"
        model = parts[0] if parts else model
    # A class whose own layers are frozen is another mistake than a `model` that is frozen afterwards.
    frozen = kind == "network" and not _learns(model) and _learns(made_by(Xtr.shape[1], 256, int(ytr.max()) + 1))
    found = {"kind": kind, "runs": True, "output": None, "frozen": frozen}
    model.to("cpu").eval()
    if x is None and _is_lazy(model):
        x = np.zeros((2, Xtr.shape[1]))
    if x is not None:
        try:
            with torch.no_grad():
                found["output"] = model(_tensor(x))
        except RuntimeError as error:
            if isinstance(error, NotImplementedError):
                raise
            found["runs"] = False
    return {**found, "shapes": _shapes(model)}


def _build(cell, sizes):
    net = cell["InstrumentNet"](*sizes).to("cpu")
    if _is_lazy(net):
        net(torch.zeros(2, sizes[0]))  # lazy layers learn their sizes from the first batch
    return net


def _is_lazy(net):
    return any(isinstance(p, torch.nn.UninitializedParameter) for p in net.parameters())


def _learns(net):
    return all(p.requires_grad for p in net.parameters())


def _filled(net, weights):
    if weights is not None:
        with torch.no_grad():
            for parameter, values in zip(net.parameters(), weights, strict=True):
                parameter.copy_(_tensor(values))
    return net


def _shapes(net):
    return [list(p.shape) for p in net.parameters() if not isinstance(p, torch.nn.UninitializedParameter)]


def _tensor(values):
    return torch.tensor(np.asarray(values), dtype=torch.float32)


def _world(Xtr, ytr, Xts, yts):
    """Return every name of the notebook above the cell that depends on the data, all from these arrays."""
    tensors = {"Xtr_tensor": _tensor(Xtr), "Xts_tensor": _tensor(Xts)}
    labels = {"ytr_tensor": torch.tensor(ytr), "yts_tensor": torch.tensor(yts)}
    n_class = int(ytr.max()) + 1
    train_ds = TensorDataset(tensors["Xtr_tensor"], labels["ytr_tensor"])
    test_ds = TensorDataset(tensors["Xts_tensor"], labels["yts_tensor"])
    train_loader, test_loader = DataLoader(train_ds, batch_size=16, shuffle=True), DataLoader(test_ds, 16)
    X_batch, y_batch = next(iter(test_loader))
    return {
        "Xtr": Xtr,
        "ytr": ytr,
        "Xts": Xts,
        "yts": yts,
        "classes": [f"instrument {label}" for label in range(n_class)],
        "n_tr": len(Xtr),
        "n_ts": len(Xts),
        "n_feat": Xtr.shape[1],
        "n_class": n_class,
        **tensors,
        **labels,
        "mean": tensors["Xtr_tensor"].mean(dim=0),
        "std": tensors["Xtr_tensor"].std(dim=0),
        "Xtr_scale": tensors["Xtr_tensor"],
        "Xts_scale": tensors["Xts_tensor"],
        "train_ds": train_ds,
        "test_ds": test_ds,
        "train_loader": train_loader,
        "test_loader": test_loader,
        "X_batch": X_batch,
        "y_batch": y_batch,
    }
