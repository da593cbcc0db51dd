# %% [markdown]
# # Worked answers of `train_to_accuracy`

# %% [markdown]
# ## Right answers

# %% right="count_down"
# Counts down what is still missing.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    missing, epochs = patience, 0
    while missing and epochs != max_epochs:
        epochs += 1
        train_model(model, criterion, optimizer, device, train_loader)
        val_acc, _ = eval_model(model, criterion, device, val_loader)
        missing = patience if val_acc <= threshold else missing - 1
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% right="deque"
# A deque of the last results; its length is checked first.
from collections import deque


def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    last = deque(maxlen=patience)
    epochs = 0
    while epochs < max_epochs and not (len(last) == patience and all(last)):
        train_model(model, criterion, optimizer, device, train_loader)
        val_acc, _ = eval_model(model, criterion, device, val_loader)
        last.append(val_acc > threshold)
        epochs += 1
    test_acc, test_loss = eval_model(model=model, criterion=criterion, device=device, eval_loader=test_loader)
    return test_acc, test_loss, epochs

# %% right="for_loop"
# A for loop with `break`; the results are unpacked with a star.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    good = 0
    for epoch in range(1, max_epochs + 1):
        train_model(model, criterion, optimizer, device, train_loader)
        good = good + 1 if eval_model(model, criterion, device, val_loader)[0] > threshold else 0
        if good == patience:
            break
    return *eval_model(model, criterion, device, test_loader), epoch

# %% right="history"
# Keeps all accuracies and looks at the last ones; returns a list.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    history = []
    for _ in range(max_epochs):
        train_model(model, criterion, optimizer, device, train_loader)
        history.append(eval_model(model, criterion, device, val_loader)[0])
        if len(history) >= patience and min(history[-patience:]) > threshold:
            break
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return [test_acc, test_loss, len(history)]

# %% [markdown]
# ## test_it_stops_after_enough_good_epochs_in_a_row

# %% wrong="counts_misses" hint="wrong way round" at_most=89
# Counts epochs that are not good.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc <= threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% wrong="first_epoch_never_counts" hint="first epoch never counts" at_most=89
# The first epoch is left out of the count.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold and epochs > 1:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% wrong="count_outside" hint="anew in each call" at_most=90
# The accuracies are kept outside, so a second call begins with those of the first.
accuracies = []


def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    while epochs < max_epochs:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        accuracies.append(eval_model(model, criterion, device, val_loader)[0])
        if len(accuracies) >= patience and min(accuracies[-patience:]) > threshold:
            break
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs


# %% wrong="no_improvement" hint="no longer improves" at_most=89
# Stops when the accuracy has not improved for `patience` epochs.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good, best = 0, 0.0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc <= best:
            good += 1
        else:
            good, best = 0, val_acc
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% wrong="nothing_but_constants" hint="Nothing is ever" at_most=10
# Trains nothing and returns constants.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    return 0.95, 0.2, 3

# %% wrong="notes_rewritten" hint="did not come back as they were" at_most=0
# Looks for what the given functions noted, and writes over it.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    for cell in train_model.__closure__[0].cell_contents.__closure__:
        if hasattr(cell.cell_contents, "last"):
            cell.cell_contents.last = {"val_loader": "0.95", "test_loader": None}
    return 0.5, 1.0, patience

# %% wrong="one_too_patient" hint="too late" at_most=89
# Waits for one good epoch more than `patience`.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good <= patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% wrong="patience_ignored" hint="after the first good epoch" at_most=89
# Stops at the first good epoch.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < 1:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% wrong="reset_each_epoch" hint="starts anew in each epoch" at_most=89
# The count starts again in every epoch.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        good = 0
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% wrong="short_history" hint="fewer than `patience` results" at_most=89
# Does not check that there are `patience` epochs yet.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    history = []
    while epochs < max_epochs:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        history.append(val_acc)
        if all(acc > threshold for acc in history[-patience:]):
            break
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% wrong="stops_before_counting" hint="too late" at_most=89
# Looks at the count before the epoch is counted, so it needs one good epoch too many.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if good >= patience:
            break
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% [markdown]
# ## test_a_bad_epoch_restarts_the_count

# %% wrong="no_reset" hint="counted altogether" at_most=80
# The count is never reset after a bad epoch.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% wrong="restarts_at_one" hint="starts again at one" at_most=80
# The count starts again at 1 after a bad epoch.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        good = good + 1 if val_acc > threshold else 1
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs


# %% wrong="one_taken_away" hint="takes one away" at_most=80
# A bad epoch takes one away.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        good = good + 1 if val_acc > threshold else max(good - 1, 0)
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs


# %% wrong="equal_does_not_restart" hint="equal to the threshold does not restart" at_most=80
# An epoch at the threshold leaves the count as it is.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        elif val_acc < threshold:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs


# %% wrong="one_bad_epoch_forgiven" hint="is forgiven" at_most=80
# One bad epoch among the last ones is forgiven.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs, good, history = 0, 0, []
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        history.append(val_acc > threshold)
        good = sum(history[-patience - 1 :])
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs


# %% wrong="never_reset_and_at_least" hint="counted altogether" at_most=62
# Two mistakes: an epoch at the threshold counts, and nothing restarts the count.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc >= threshold:
            good += 1
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs


# %% [markdown]
# ## test_an_epoch_at_the_threshold_is_not_good

# %% wrong="at_least" hint="compare with `>`" at_most=96
# An epoch at the threshold counts as good.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc >= threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% wrong="margin_below" hint="margin below" at_most=95
# What is nearly the threshold counts as good.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        good = good + 1 if val_acc > threshold - 1e-3 else 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs


# %% [markdown]
# ## test_an_epoch_just_above_the_threshold_is_good

# %% wrong="rounded_accuracy" hint="not rounded" at_most=98
# Rounds the accuracy to two digits.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = good_epochs = 0
    while epochs < max_epochs and good_epochs < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, _ = eval_model(model, criterion, device, val_loader)
        good_epochs = good_epochs + 1 if round(val_acc, 2) > threshold else 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% wrong="whole_per_cents" hint="not rounded" at_most=98
# Compares whole per cents.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = good_epochs = 0
    while epochs < max_epochs and good_epochs < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, _ = eval_model(model, criterion, device, val_loader)
        good_epochs = good_epochs + 1 if int(100 * val_acc) > int(100 * threshold) else 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% [markdown]
# ## test_it_gives_up_after_max_epochs

# %% wrong="max_epochs_hard_coded" hint="as if another number" at_most=95
# Always up to 100 epochs.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < 100 and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% wrong="no_cap" hint="never ends" at_most=25
# Nothing stops it at `max_epochs`.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% wrong="patience_first" hint="even where these are more" at_most=95
# Trains for `patience` epochs even where `max_epochs` is smaller.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    good = 0
    for epoch in range(1, max(max_epochs, patience) + 1):
        train_model(model, criterion, optimizer, device, train_loader)
        val_acc, _ = eval_model(model, criterion, device, val_loader)
        good = good + 1 if val_acc > threshold else 0
        if good == patience:
            break
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epoch

# %% wrong="one_epoch_fewer" hint="one epoch too early" at_most=95
# Gives up one epoch before `max_epochs`.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs - 1 and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% wrong="one_epoch_more" hint="one too many" at_most=95
# Trains for one epoch more than `max_epochs`.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs <= max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% wrong="gives_up_early" hint="cannot be reached" at_most=95
# Gives up when the epochs left cannot be enough.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        good = good + 1 if val_acc > threshold else 0
        if patience - good > max_epochs - epochs:
            break
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs


# %% [markdown]
# ## test_it_uses_the_patience_it_is_given

# %% wrong="patience_hard_coded" hint="argument `patience`" at_most=96
# The patience is always 3.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < 3:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% [markdown]
# ## test_it_uses_the_threshold_it_is_given

# %% wrong="threshold_hard_coded" hint="argument `threshold`" at_most=96
# The threshold is always 0.9.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > 0.9:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% [markdown]
# ## test_each_epoch_has_to_be_above_not_the_mean

# %% wrong="mean_of_last" hint="not only their mean" at_most=99
# The mean of the last epochs has to be above the threshold.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    history = []
    while epochs < max_epochs:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        history.append(val_acc)
        if len(history) >= patience and sum(history[-patience:]) / patience > threshold + 1e-9:
            break
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% [markdown]
# ## test_rising_or_falling_does_not_matter

# %% wrong="only_rising" hint="rises or falls" at_most=99
# An epoch that is worse than the one before does not count as good.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good, last = 0, 0.0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold and val_acc >= last:
            good += 1
        else:
            good = 0
        last = val_acc
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% [markdown]
# ## test_only_the_validation_accuracy_decides

# %% wrong="loss_decides" hint="loss decides" at_most=86
# The validation loss is compared with the threshold.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_loss > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% wrong="no_validation" hint="never evaluated" at_most=57
# The training data take the place of the validation data.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, train_loader)
        good = good + 1 if val_acc > threshold else 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs


# %% wrong="train_accuracy_decides" hint="Only the validation accuracy" at_most=86
# The training accuracy decides.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_acc, train_loss = train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if train_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% [markdown]
# ## test_it_returns_the_test_accuracy_and_loss

# %% wrong="loss_first" hint="The order is wrong" at_most=94
# The test loss comes first.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_loss, test_acc, epochs

# %% wrong="validation_returned" hint="come from the validation data" at_most=94
# Returns the results of the validation data.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return val_acc, val_loss, epochs

# %% [markdown]
# ## test_it_returns_the_number_of_epochs

# %% wrong="epoch_index" hint="count from 1" at_most=96
# Returns the index of the last epoch, which counts from 0.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs - 1

# %% wrong="returns_max_epochs" hint="always `max_epochs`" at_most=96
# Returns `max_epochs` as the number of epochs.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, max_epochs

# %% wrong="two_values" hint="Return three values" at_most=96
# Does not return the number of epochs.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss

# %% [markdown]
# ## test_each_epoch_trains_once_then_validates_once

# %% wrong="evaluates_first" hint="Train first" at_most=97
# Validates before it trains.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% wrong="two_trainings" hint="Call `train_model` once" at_most=97
# Trains twice in each epoch.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% wrong="trains_once_more" hint="Validate after the last epoch" at_most=75
# Trains once more after the target was reached.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    train_model(model, criterion, optimizer, device, train_loader)
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% [markdown]
# ## test_the_test_data_are_used_once_after_the_last_epoch

# %% wrong="best_weights_put_back" hint="other weights" at_most=97
# The weights of the best epoch are put back before the test.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    import copy

    epochs, good, best, kept = 0, 0, -1, None
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > best:
            best, kept = val_acc, copy.deepcopy(model.state_dict())
        good = good + 1 if val_acc > threshold else 0
    model.load_state_dict(kept)
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs


# %% wrong="test_data_decide" hint="test data are looked at" at_most=52
# The test data decide when to stop.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, test_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% wrong="test_each_epoch" hint="Evaluate on `test_loader` once" at_most=98
# The test data are evaluated in each epoch.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        test_acc, test_loss = eval_model(model, criterion, device, test_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% wrong="test_only_if_reached" hint="also when the target was never" at_most=98
# Evaluates the test data only if the target was reached.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = 0.0, 0.0
    if good >= patience:
        test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% [markdown]
# ## test_the_functions_get_the_right_arguments

# %% wrong="arguments_swapped" hint="needs `model`" at_most=99
# Model and criterion change places in the call of `train_model`.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_model(criterion, model, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% [markdown]
# ## test_it_uses_its_parameters_and_no_global_names

# %% wrong="global_functions" hint="global variable" at_most=99
# Ignores the functions that come in and calls those of the notebook.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        globals()["train_model"](model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs

# %% [markdown]
# ## test_names_and_defaults_of_the_arguments_are_as_given

# %% wrong="defaults_changed" hint="default of the argument `patience`" at_most=99
# The default of `patience` has been changed.
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=5, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs
