"""What accuracy and mean loss of some batches become by likely mistakes, and what to say of each.

Outputs are logits of shape (rows, classes), a batch is an array of row numbers.
"""

import itertools

import numpy as np

FEW_ROWS = (
    "Divide by the number of rows that were counted: type in no size, and do not take all batches for equally large."
)


def losses_of(out, y, batches, softmax=False):
    """Return the cross-entropy of each batch, a mean over its rows."""
    logits = np.asarray(out, dtype=float)
    logits = softmax_of(logits) if softmax else logits
    top = logits.max(1)
    each = top + np.log(np.exp(logits - top[:, None]).sum(1)) - logits[np.arange(len(y)), y]
    return [float(each[b].mean()) for b in batches]


def accuracy_mistakes(out, y, batches):
    """Return [(value, message)] of likely mistakes in the accuracy; right is (rows with the largest output at y) / rows."""
    out, n, size = np.asarray(out), sum(len(b) for b in batches), max(len(b) for b in batches)
    best = out.argmax(1)
    right = (best == y).astype(float)
    correct = [right[b].sum() for b in batches]
    shares = [right[b].mean() for b in batches]
    flat = sum((int(out[b].argmax()) == y[b]).sum() for b in batches)
    columns = sum((out[b].argmax(0)[: len(b)] == y[b][: out.shape[1]]).sum() for b in batches)
    crossed = sum((best[b][:, None] == y[b][None]).sum() for b in batches)
    total = sum(correct)
    return [
        (
            0.0,
            "The accuracy is always 0. Compare the *place* of the largest output with the label (`max` returns the value "
            "first), and divide with `/`, not with `//`.",
        ),
        (1 - total / n, "That is the fraction of wrong rows. Count those whose prediction equals the label."),
        (100 * total / n, "The accuracy should be a fraction from 0 to 1, not per cent."),
        (total, "The accuracy is a count. Divide it by the number of rows."),
        (total / len(batches), "The accuracy is divided by the number of batches. Divide by the number of rows."),
        (shares[-1], "The accuracy is that of the last batch only. Count over all batches; start before the loop."),
        (correct[-1] / n, "Only the last batch is counted. Start the count before the loop, not inside."),
        (sum(correct[1:]) / max(n - len(batches[0]), 1), "The first batch is not counted."),
        (sum(correct[1:]) / n, "The first batch is not counted."),
        (max(shares), "The accuracy is that of the best batch. Count over all batches."),
        (
            float(np.mean(shares)),
            "The mean of the batches' accuracies gives a short last batch too much weight. Divide the number of correct "
            "rows by the number of rows.",
        ),
        (
            total / (len(batches) * size),
            "The last batch can be shorter than the others, so the number of rows is not the number of batches times the "
            "batch size.",
        ),
        (
            total / (len(batches) * len(batches[-1])),
            "The last batch can be shorter than the others, so the number of rows is not the number of batches times its "
            "size.",
        ),
        (
            sum(shares) / n,
            "The accuracies of the batches are fractions already, so dividing their sum by the number of rows is too "
            "much. Count correct rows.",
        ),
        (
            flat / n,
            "`argmax` without `dim` gives one place for the whole batch. Look for the largest output of each row: `dim=1`.",
        ),
        (
            columns / n,
            "The largest output is looked for in each column. Each row belongs to one sample, so the prediction is the "
            "place of the largest value along `dim=1`.",
        ),
        (float((out.argmin(1) == y).mean()), "The *smallest* output is taken for the prediction."),
        (crossed / n, "Each prediction is compared with each label of its batch. Compare tensors of the same shape."),
        (
            float((np.rint(out.max(1)) == y).mean()),
            "The largest output itself is compared with the label. Its *place* is the prediction.",
        ),
        (float((softmax_of(out).max(1) > 0.5).mean()), "A large output is not a correct one: compare with the label."),
        *((round(total / n, digits), "The accuracy is rounded. Return it as it is.") for digits in (1, 2, 3)),
    ]


def loss_mistakes(out, y, batches):
    """Return [(value, message)] of likely mistakes in the mean loss; right is the mean over rows, or over batches."""
    losses, sizes, n = losses_of(out, y, batches), [len(b) for b in batches], sum(len(b) for b in batches)
    weighted = float(np.dot(losses, sizes)) / n
    softmax = losses_of(out, y, batches, softmax=True)
    mistakes = [
        (
            losses[-1],
            "The loss is that of the last batch only. Return the mean over all batches; start before the loop.",
        ),
        (losses[0], "The loss is that of the first batch only. Return the mean over all batches."),
        (sum(losses), "The loss is the sum over the batches. Divide it, so that it is a mean."),
        (weighted * n, "The loss is a sum over rows. Divide it by the number of rows."),
        (
            sum(losses) / n,
            "The losses of the batches are means already, so dividing their sum by the number of rows is too much: divide "
            "by the number of batches, or multiply each loss by its number of rows first.",
        ),
        (
            weighted * n / len(losses),
            "The loss adds up rows and is divided by the number of batches. Divide by the number of rows.",
        ),
        (
            sum(losses) * max(sizes) / n,
            "Every batch has the weight of a full one. Multiply each loss by the number of rows of its batch.",
        ),
        (max(losses), "The loss is that of the worst batch. Return the mean over all batches."),
        (min(losses), "The loss is that of the best batch. Return the mean over all batches."),
        (losses[-1] * sizes[-1] / n, "Only the last batch is counted. Start the sum before the loop, not inside."),
        (float(np.dot(losses[1:], sizes[1:])) / max(n - sizes[0], 1), "The first batch is not counted."),
        (float(np.dot(losses[1:], sizes[1:])) / n, "The first batch is not counted."),
        (float(np.mean(softmax)), SOFTMAX),
        (float(np.dot(softmax, sizes)) / n, SOFTMAX),
        *((round(weighted, digits), "The loss is rounded. Return it as it is.") for digits in (1, 2, 3)),
        *((round(float(np.mean(losses)), digits), "The loss is rounded. Return it as it is.") for digits in (1, 2, 3)),
    ]
    moving = "The loss is a moving average, in which batches do not count alike. Return the mean over all rows."
    for keep in (0.5, 0.8, 0.9, 0.95, 0.98, 0.99):
        for value in (losses[0], 0.0):
            for loss in losses if not value else losses[1:]:
                value = keep * value + (1 - keep) * loss
            mistakes.append((value, moving))
    return mistakes


SOFTMAX = (
    "The loss fits a softmax before the criterion. Cross-entropy works on the network's outputs (logits) as they are."
)


def all_differ(out, y, batches):
    """Return whether likely mistakes in the accuracy give values that differ from the right one and from each other."""
    out = np.asarray(out)
    mistakes = [m for m in accuracy_mistakes(out, y, batches) if "rounded" not in m[1]]
    found = sorted([(float((out.argmax(1) == y).mean()), ""), *mistakes])
    return all(b[0] - a[0] > 0.002 for a, b in itertools.pairwise(found) if a[1] != b[1])


def named(*cases):
    """Return what to say of the mistake that makes, in every case, one of the numbers found of the right one; "" if none.

    A case is (numbers found, the right one, [(value, message)] of likely mistakes). One case says little about an
    accuracy: of few rows it equals that of another mistake by chance.
    """
    said = [
        [
            message
            for value, message in mistakes
            if abs(value - right) > 1e-3 and any(abs(each - value) < 1e-4 * (1 + abs(value)) for each in found)
        ]
        for found, right, mistakes in cases
    ]
    return next((message for message in said[0] if all(message in others for others in said)), "")


def recognised(found, out, y, batches):
    """Return which of "accuracy" and "loss" is among the numbers `found`, right or with a likely mistake.

    Numbers that are none of these were not computed from outputs and labels: by chance or by the clock, for example.
    """
    losses, sizes = losses_of(out, y, batches), [len(b) for b in batches]
    rows = np.concatenate(batches)
    right = {
        "accuracy": [float((np.asarray(out)[rows].argmax(1) == y[rows]).mean())],
        "loss": [float(np.dot(losses, sizes) / sum(sizes)), float(np.mean(losses))],
    }
    if same_factor(found, right["accuracy"][0], right["loss"]):
        return set(right)  # both divided by one wrong count
    likely = {"accuracy": accuracy_mistakes(out, y, batches), "loss": loss_mistakes(out, y, batches)}
    values = {
        kind: [*right[kind], *(value for value, _ in likely[kind] if value)] for kind in right
    }  # a 0 says nothing
    return {kind for kind in values if any(abs(each - v) < 1e-4 * (1 + abs(v)) for each in found for v in values[kind])}


def divided_by_another_count(found, total, rows=None):
    """Return whether a number found is `total` divided by some other whole number than the rows.

    A number of `rows`-ths is no such number: there something else was counted.
    """
    return any(
        each > 0
        and abs(total / each - round(total / each)) < 1e-3
        and 1 < total / each < 1e5
        and (rows is None or abs(each * rows - round(each * rows)) > 1e-3)
        for each in found
    )


def same_factor(found, accuracy, losses):
    """Return whether accuracy and loss are wrong by one factor: then both were divided by one wrong count."""
    for one, other in (found, found[::-1]):
        factor = one / accuracy if accuracy else 0
        if factor > 0 and abs(factor - 1) > 1e-3 and any(abs(other - factor * loss) < 1e-3 * other for loss in losses):
            return True
    return False


def softmax_of(out):
    """Return the probabilities of each row of logits."""
    shifted = np.exp(out - out.max(1, keepdims=True))
    return shifted / shifted.sum(1, keepdims=True)
