"""Calls the student's `sequence_loss` with stand-ins for a network, and shows what they read."""

import numpy as np
import torch
from torch import nn


class StandIn(nn.Module):
    """Says the same at every note (`logits`, `times`), plus `gain` for the pitch one above the one just read.

    After the begin token that is `first`. It notes down what it reads, and in which mode it is.
    """

    def __init__(self, logits, times, gain, first):
        super().__init__()
        self.logits, self.times = (nn.Parameter(torch.tensor(v, dtype=torch.float32)) for v in (logits, times))
        self.gain, self.first = gain, first
        self.read, self.modes, self.states = [], [], []

    def forward(self, tokens, state=None):
        self.read.append(tokens.detach().clone())
        self.modes.append(self.training)
        self.states.append(state is None)
        pitch = tokens[..., 0].nan_to_num(0).long().clamp(0, 128)
        following = torch.where(pitch == 128, torch.tensor(self.first), (pitch + 1).clamp(max=128))
        logits = self.logits + self.gain * nn.functional.one_hot(following, 129)
        step, duration = (time.expand(tokens.shape[:2]) for time in self.times)
        return (logits, step, duration), None


def loss(cell, ask, *, tokens, lengths, logits, times, gain=0.0, first=60, weights=None, training=True):
    """Return both numbers, how they came, what the model has read, and the gradients that the loss gives it."""
    model = StandIn(logits, times, gain, first).train(training)
    given = torch.tensor(np.asarray(tokens), dtype=torch.float32)
    before = given.clone()
    more = () if weights is None else (tuple(weights),)
    returned = cell["sequence_loss"](model, given, torch.tensor(np.asarray(lengths)), *more)
    result = {
        "read": [x.numpy() for x in model.read],
        "modes": sorted({*model.modes, model.training}),
        "begun_without_state": all(model.states),
        "kept": bool(torch.equal(given.nan_to_num(-9), before.nan_to_num(-9))),
        "type": type(returned).__name__,
        "values": list(returned) if isinstance(returned, tuple | list) else None,
        "tensors": [],
        "gradients": None,
    }
    if result["values"] is not None:
        result["tensors"] = [isinstance(value, torch.Tensor) for value in returned]
        whole = returned[0] if returned else None
        if isinstance(whole, torch.Tensor) and whole.requires_grad and whole.numel() == 1:
            whole.sum().backward()
            result["gradients"] = [None if p.grad is None else p.grad.clone() for p in (model.logits, model.times)]
        result["values"] = [v.detach() if isinstance(v, torch.Tensor) else v for v in returned]
    return result
