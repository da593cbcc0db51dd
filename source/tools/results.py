"""A look at the results of training, for mistakes that a self-check on small data cannot see."""

# @title Do the results make sense?
import math


def doubts_about(results, epochs, n_class):
    """Return what is odd about `results`, lists of accuracies and losses of training and test data, a sentence each."""
    doubts = []
    lengths = {name: len(values) for name, values in results.items()}
    if set(lengths.values()) != {epochs}:
        return [
            f"each list should have {epochs} values, one for each epoch, but there are {lengths}: run the cell of the "
            "network and the one of the training again."
        ]
    for name in ("train", "test"):
        for epoch, (acc, loss) in enumerate(zip(results[f"{name}_acc"], results[f"{name}_loss"], strict=True), 1):
            acc, loss = float(acc), float(loss)
            # A row that is wrong has at most probability 1/2 for its class, and so a loss of log 2 at least.
            if not math.isfinite(loss) or loss < 0.9 * (1 - acc) * math.log(2) - 0.01:
                doubts.append(
                    f"epoch {epoch}: {1 - acc:.0%} of the {name} rows are wrong, so a loss of {loss:.3g} is odd. "
                    "Look at the loss in `train_model` or `eval_model`, and at `criterion`."
                )
                break
    last, first = float(results["train_acc"][-1]), float(results["train_acc"][0])
    test = float(results["test_acc"][-1])
    if last < 2 / n_class:
        doubts.append(f"after {epochs} epochs the training accuracy is {last:.2f}, hardly better than chance. Look at "
                      "`train_model`: does the optimizer step? Does the optimizer belong to `model`?")  # fmt: skip
    elif last < 0.9:
        doubts.append(f"after {epochs} epochs the training accuracy is {last:.2f}. We expect more than 0.9: look at "
                      "`Xtr_scale`, at the network and at the learning rate.")  # fmt: skip
    elif last - test > 0.15:
        doubts.append(f"the test accuracy, {test:.2f}, is far below that of the training, {last:.2f}. Look at "
                      "`Xts_scale`: is it scaled with the numbers of the training rows?")  # fmt: skip
    if first == last == 1.0:
        doubts.append("the training accuracy is exactly 1 from the first epoch on. Look at what `train_model` counts.")
    return doubts


def look_at_results(results, epochs, n_class):
    """Print what is odd about the results of training."""
    doubts = doubts_about(results, epochs, n_class)
    for doubt in doubts:
        print(f"Although the checks passed, something above is wrong: {doubt}")
    if not doubts:
        print("These results make sense.")
