"""Builds networks from the student's class, fills them with given weights and shows what they compute."""

import numpy as np
import torch
from torch import nn


def layers(cell, ask, *, sizes, options):
    """Return what layers `ConvNet(*sizes, **options)` has: a list of {kind, shape, stride, padding}, and all shapes."""
    net = _build(cell, sizes, options)
    found = []
    for layer in net.modules():
        if isinstance(layer, nn.Conv2d):
            found.append({"kind": "conv", "shape": list(layer.weight.shape), "stride": list(layer.stride)})
        elif isinstance(layer, nn.BatchNorm2d):
            found.append({"kind": "norm", "shape": [layer.num_features], "stride": []})
        elif isinstance(layer, nn.Linear):
            found.append({"kind": "linear", "shape": list(layer.weight.shape), "stride": []})
        elif isinstance(layer, nn.GRU):
            shape = [layer.input_size, layer.hidden_size, layer.num_layers, 2 if layer.bidirectional else 1]
            found.append({"kind": "gru", "shape": shape, "stride": []})
    return {"layers": found, "shapes": [list(p.shape) for p in net.parameters()]}


def run(cell, ask, *, sizes, options, seed, inputs, training=False):
    """Return {outputs, weights} of a network whose parameters and running statistics are drawn with `seed`.

    `weights`: those of the layers, by kind, sorted by size, for the trusted side to compute the same.
    """
    net = _filled(_build(cell, sizes, options), seed).train(training)
    with torch.no_grad():
        outputs = [net(_tensor(x)) for x in inputs]
    return {"outputs": outputs, "weights": _weights(net)}


def statistics(cell, ask, *, sizes, options, seed, x):
    """Return how far the running means of all batch norms move in one pass in training mode."""
    net = _filled(_build(cell, sizes, options), seed).train()
    norms = [layer for layer in net.modules() if isinstance(layer, nn.BatchNorm2d)]
    before = [layer.running_mean.clone() for layer in norms]
    with torch.no_grad():
        first, second = net(_tensor(x)), net(_tensor(x))
    moved = [float((layer.running_mean - old).abs().max()) for layer, old in zip(norms, before, strict=True)]
    return {"moved": moved, "same": bool(torch.allclose(first, second, atol=1e-5))}


def gradients(cell, ask, *, sizes, options, seed, x):
    """Return the names of parameters that get no gradient, None if there is no graph at all."""
    net = _filled(_build(cell, sizes, options), seed).train()
    out = net(_tensor(x))
    if not isinstance(out, torch.Tensor) or not out.requires_grad:
        return None
    (out * torch.linspace(-1, 2, out.numel()).view_as(out)).sum().backward()
    return [f"{n}" for n, p in net.named_parameters() if p.grad is None or (p.grad.abs().max() == 0 and p.ndim > 1)]


def _build(cell, sizes, options):
    return cell["ConvNet"](*sizes, **options)


def _filled(net, seed):
    """Give every layer other weights. Those of a convolution keep the scale of its map."""
    generator = torch.Generator().manual_seed(seed)

    def draw(shape, scale, shift=0.0):
        return shift + scale * torch.randn(shape, generator=generator)

    with torch.no_grad():
        kinds = (nn.Conv2d, nn.BatchNorm2d, nn.GRU, nn.Linear)
        for layer in net.modules():
            if isinstance(layer, kinds):
                for parameter in layer.parameters():
                    fan = parameter[0].numel() if parameter.ndim > 1 else 1
                    parameter.copy_(draw(parameter.shape, 1.4 * fan**-0.5 if parameter.ndim > 1 else 0.3))
            if isinstance(layer, nn.BatchNorm2d) and layer.affine:
                layer.weight.copy_(1 + 0.3 * draw(layer.weight.shape, 1).clamp(-2, 2))
            if isinstance(layer, nn.BatchNorm2d) and layer.track_running_stats:
                layer.running_mean.copy_(draw(layer.running_mean.shape, 0.2))
                layer.running_var.copy_(0.5 + draw(layer.running_var.shape, 0.5).abs())
    return net


def _weights(net):
    found = {"conv": [], "norm": [], "linear": [], "gru": []}
    for layer in net.modules():
        if isinstance(layer, nn.Conv2d):
            found["conv"].append([layer.weight.detach(), None if layer.bias is None else layer.bias.detach()])
        elif isinstance(layer, nn.BatchNorm2d):
            found["norm"].append(
                [
                    layer.weight.detach(),
                    layer.bias.detach(),
                    layer.running_mean.clone(),
                    layer.running_var.clone(),
                    layer.eps,
                ]
                if layer.affine and layer.track_running_stats
                else None
            )
        elif isinstance(layer, nn.Linear):
            found["linear"].append([layer.weight.detach(), None if layer.bias is None else layer.bias.detach()])
        elif isinstance(layer, nn.GRU):
            found["gru"].append([p.detach() for p in layer.parameters()])
    return found


def _tensor(values):
    return torch.tensor(np.asarray(values), dtype=torch.float32)
