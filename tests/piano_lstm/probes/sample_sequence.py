"""Lets the student's `sample_sequence` play with a stand-in for a network, and shows what the stand-in saw."""

import numpy as np
import torch
from torch import nn


class StandIn(nn.Module):
    """Says row `p` of `table` (129, 129) where it reads pitch p, and the times of the row of `times` (129, 2).

    Its state counts what it has read; with `count_in_step` each step says how many tokens the state knows of.
    """

    def __init__(self, table, times, count_in_step):
        super().__init__()
        self.table = nn.Parameter(torch.tensor(table, dtype=torch.float32))
        self.times = torch.tensor(times, dtype=torch.float32)
        self.count_in_step = count_in_step
        self.read, self.modes, self.gradients, self.states, self.given, self.sizes = [], [], [], [], [], []

    def forward(self, tokens, state=None):
        self.modes.append(self.training)
        self.gradients.append(torch.is_grad_enabled())
        self.sizes.append(list(tokens.shape))
        self.read.append(tokens.detach().reshape(-1, 3).clone())
        known = 0 if state is None else int(state[0].reshape(-1)[0])
        # A state that is handed back belongs to the call that gave it: -1 for none, -2 for one that is not ours.
        mine = [i for i, one in enumerate(self.given) if state is not None and torch.equal(one, state[0])]
        self.states.append(-1 if state is None else (mine[-1] if mine else -2))
        pitch = tokens[..., 0].round().long().clamp(0, 128)
        count = known + torch.arange(1, tokens.shape[1] + 1).expand(tokens.shape[:2])
        new = torch.full((1, 1, 4), float(known + tokens.shape[1]))
        new[..., 1] = len(self.given) + 1
        self.given.append(new)
        step = 0.001 * count if self.count_in_step else self.times[pitch][..., 0]
        return (self.table[pitch], step, self.times[pitch][..., 1]), (new, torch.zeros_like(new))


def play(
    cell,
    ask,
    *,
    table,
    times,
    length,
    prompt=None,
    as_array=False,
    temperature=None,
    seed=1,
    other_seed=None,
    count_in_step=False,
    pieces=1,
):
    """Return the new tokens and what the stand-in saw; `other_seed` sets PyTorch's own generator before.

    With 2 `pieces` it plays twice with the same generator; `first` is what came first.
    """
    model = StandIn(table, times, count_in_step).train()
    if other_seed is not None:
        torch.manual_seed(other_seed)
    options = {} if temperature is None else {"temperature": temperature}
    if seed is not None:
        options["generator"] = torch.Generator().manual_seed(seed)
    given = None
    if prompt is not None:
        given = (
            np.array(prompt, dtype=np.float32) if as_array else torch.tensor(np.asarray(prompt), dtype=torch.float32)
        )
        options["prompt"] = given
    function = cell["sample_sequence"]
    played = [function(model, length, **options) for _ in range(pieces)]
    first, value = played[0], played[-1]
    tensor = isinstance(value, torch.Tensor)
    return {
        "value": value.detach() if tensor else value,
        "first": first.detach() if isinstance(first, torch.Tensor) else first,
        "type": type(value).__name__,
        "graph": bool(tensor and value.requires_grad),
        "read": torch.cat(model.read).numpy() if model.read else np.zeros((0, 3)),
        "calls": [len(part) for part in model.read],
        "sizes": model.sizes,
        "modes": sorted(set(model.modes)),
        "gradients": sorted(set(model.gradients)),
        "states": model.states,
        "kept": prompt is None or bool(np.array_equal(np.asarray(given), np.asarray(prompt, dtype=np.float32))),
    }
