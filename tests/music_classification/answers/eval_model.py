# %% [markdown]
# # Worked answers of `eval_model`

# %% [markdown]
# ## Right answers

# %% right="bar_and_a_look"
# A progress bar begins with the loader twice, and a look at its first batch is no pass.
from tqdm.auto import tqdm
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    print(len(eval_loader), next(iter(eval_loader))[0].shape)
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for number, (x, y) in enumerate(bar := tqdm(eval_loader, leave=False)):
            x, y = x.to(device), y.to(device)
            out = model(x)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += criterion(out, y).item() * len(y)
            bar.set_postfix(batch=number)
    return correct / rows, total / rows

# %% right="list_of_batches"
# All batches are put into a list first.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    batches = list(eval_loader)
    rows, correct, total = sum(len(y) for _, y in batches), 0, 0.0
    with torch.no_grad():
        for i in range(len(batches)):
            x, y = [each.to(device) for each in batches[i]]
            out = model(x)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += criterion(out, y).item() * len(y)
    return correct / rows, total / rows

# %% right="inference_mode"
# `inference_mode` instead of `no_grad`; `train(False)` instead of `eval()`.
def eval_model(model, criterion, device, eval_loader):
    model.train(False)
    rows, correct, total = 0, 0, 0.0
    with torch.inference_mode():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return correct / rows, total / rows

# %% right="joined"
# Joins all outputs first, then the mode is restored.
@torch.no_grad()
def eval_model(model, criterion, device, eval_loader):
    was_training = model.training
    model.eval()
    outs, labels = [], []
    for x, y in eval_loader:
        outs.append(model(x.to(device)))
        labels.append(y.to(device))
    out, y = torch.cat(outs), torch.cat(labels)
    model.train(was_training)
    return (out.argmax(1) == y).float().mean().item(), criterion(out, y).item()

# %% right="plain_mean"
# The loss is the plain mean over batches.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item()
    return correct / rows, total / len(eval_loader)

# %% right="sums_on_device"
# The sums stay on the device as tensors without a graph.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum()
            total += loss * len(y)
    return correct / rows, total / rows

# %% right="without_no_grad"
# The values are the same without `no_grad`; it only costs memory.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    if True:
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return correct / rows, total / rows

# %% [markdown]
# ## test_the_accuracy_is_the_fraction_of_correct_rows

# %% wrong="typed_in_size" hint="type in no size" at_most=86
# Takes all batches for full ones of 128 rows.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    n_rows, n_correct, sum_of_losses = 0, 0, 0.0
    with torch.no_grad():
        for X, y in eval_loader:
            X, y = X.to(device), y.to(device)
            logits = model(X)
            n_rows += 128
            n_correct += (logits.argmax(dim=1) == y).sum().item()
            sum_of_losses += criterion(logits, y).item() * 128
    return n_correct / n_rows, sum_of_losses / n_rows

# %% wrong="eight_bits" hint="8 bits" at_most=86
# Counts in 8 bits.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    n_rows, sum_of_losses = 0, 0.0
    n_correct = torch.zeros((), dtype=torch.uint8)
    with torch.no_grad():
        for X, y in eval_loader:
            X, y = X.to(device), y.to(device)
            logits = model(X)
            n_rows += len(y)
            n_correct += (logits.argmax(dim=1) == y).sum().to(torch.uint8)
            sum_of_losses += criterion(logits, y).item() * len(y)
    return n_correct.item() / n_rows, sum_of_losses / n_rows

# %% wrong="accuracy_of_last_batch" hint="last batch only" at_most=90
# The accuracy is that of the last batch.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return (out.argmax(dim=1) == y).float().mean().item(), total / rows

# %% wrong="argmax_of_columns" hint="along `dim=1`" at_most=90
# The prediction is taken along the wrong dimension.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=0)[: len(y)] == y).sum().item()
            total += loss.item() * len(y)
    return correct / rows, total / rows

# %% wrong="chance" hint="other numbers each time" at_most=10
# A pass through the loader, and two random numbers.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    with torch.no_grad():
        for x, y in eval_loader:
            model(x.to(device))
    return torch.rand(2).tolist()

# %% wrong="other_numbers" hint="Neither accuracy nor mean loss" at_most=10
# Numbers of the outputs that are neither accuracy nor loss.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    with torch.no_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
    return out.std().item(), (out.sum() + y.sum()).abs().item()

# %% wrong="constants" hint="never gives a batch" at_most=10
# Returns constants.
def eval_model(model, criterion, device, eval_loader):
    return 0.9, 0.3

# %% wrong="constants_after_a_pass" hint="same for any data" at_most=10
# Passes the data through the network and returns constants.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return 0.9, 0.3

# %% wrong="divided_by_batches" hint="divided by the number of batches" at_most=90
# The accuracy is divided by the number of batches.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return correct / len(eval_loader), total / rows

# %% wrong="error_rate" hint="fraction of wrong rows" at_most=86
# Returns the fraction of wrong rows.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    n_rows, n_correct, sum_of_losses = 0, 0, 0.0
    with torch.no_grad():
        for X, y in eval_loader:
            X, y = X.to(device), y.to(device)
            logits = model(X)
            n_rows += len(y)
            n_correct += (logits.argmax(dim=1) != y).sum().item()
            sum_of_losses += criterion(logits, y).item() * len(y)
    return n_correct / n_rows, sum_of_losses / n_rows

# %% wrong="percent" hint="not per cent" at_most=90
# The accuracy is in per cent.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return 100 * correct / rows, total / rows

# %% [markdown]
# ## test_the_loss_is_the_mean_over_the_data

# %% wrong="loss_sum" hint="Divide it" at_most=90
# The loss is a sum.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return correct / rows, total

# %% wrong="mean_by_rows" hint="means already" at_most=90
# Means are added up and divided by the number of rows.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item()
    return correct / rows, total / rows

# %% wrong="trains" hint="weights change" at_most=80
# Each batch makes a step of an optimizer.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.enable_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return correct / rows, total / rows

# %% [markdown]
# ## test_the_network_is_in_evaluation_mode

# %% wrong="direct_parts_only" hint="Layers inside" at_most=92
# Reaches the direct parts of the network, not those inside them.
def eval_model(model, criterion, device, eval_loader):
    model.training = False
    for part in model.children():
        part.training = False
    n_rows, n_correct, sum_of_losses = 0, 0, 0.0
    with torch.no_grad():
        for X, y in eval_loader:
            X, y = X.to(device), y.to(device)
            logits = model(X)
            n_rows += len(y)
            n_correct += (logits.argmax(dim=1) == y).sum().item()
            sum_of_losses += criterion(logits, y).item() * len(y)
    return n_correct / n_rows, sum_of_losses / n_rows

# %% wrong="flag_only" hint="Layers inside" at_most=92
# Sets the flag of the whole network, which its layers do not see.
def eval_model(model, criterion, device, eval_loader):
    model.training = False
    n_rows, n_correct, sum_of_losses = 0, 0, 0.0
    with torch.no_grad():
        for X, y in eval_loader:
            X, y = X.to(device), y.to(device)
            logits = model(X)
            n_rows += len(y)
            n_correct += (logits.argmax(dim=1) == y).sum().item()
            sum_of_losses += criterion(logits, y).item() * len(y)
    return n_correct / n_rows, sum_of_losses / n_rows

# %% wrong="no_eval" hint="training mode" at_most=92
# The network stays in the mode it arrives in.
def eval_model(model, criterion, device, eval_loader):
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return correct / rows, total / rows

# %% wrong="train_mode" hint="training mode" at_most=92
# The network is put into training mode.
def eval_model(model, criterion, device, eval_loader):
    model.train()
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return correct / rows, total / rows

# %% [markdown]
# ## test_the_model_does_not_change

# %% wrong="backward" hint="left behind" at_most=92
# Gradients are computed and left behind.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.enable_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            loss.backward()
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return correct / rows, total / rows

# %% wrong="freezes_the_model" hint="frozen" at_most=90
# Switches the gradients of the weights off, and never on again.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    n_rows, n_correct, sum_of_losses = 0, 0, 0.0
    for parameter in model.parameters():
        parameter.requires_grad = False
    for X, y in eval_loader:
        X, y = X.to(device), y.to(device)
        logits = model(X)
        n_rows += len(y)
        n_correct += (logits.argmax(dim=1) == y).sum().item()
        sum_of_losses += criterion(logits, y).item() * len(y)
    return n_correct / n_rows, sum_of_losses / n_rows

# %% wrong="gradients_left_off" hint="switched off" at_most=90
# Switches all gradients off, and never on again.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    n_rows, n_correct, sum_of_losses = 0, 0, 0.0
    torch.set_grad_enabled(False)
    for X, y in eval_loader:
        X, y = X.to(device), y.to(device)
        logits = model(X)
        n_rows += len(y)
        n_correct += (logits.argmax(dim=1) == y).sum().item()
        sum_of_losses += criterion(logits, y).item() * len(y)
    return n_correct / n_rows, sum_of_losses / n_rows

# %% [markdown]
# ## test_each_batch_is_moved_to_the_given_device

# %% wrong="fixed_device" hint="fixed device" at_most=92
# The batches go to a fixed device.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in eval_loader:
            x, y = x.to("cpu"), y.to("cpu")
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return correct / rows, total / rows

# %% wrong="not_moved" hint="not moved" at_most=92
# The batches stay on the host.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in eval_loader:
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return correct / rows, total / rows

# %% [markdown]
# ## test_the_given_criterion_is_used

# %% wrong="own_criterion" hint="argument `criterion`" at_most=94
# Uses its own criterion.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = nn.CrossEntropyLoss()(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return correct / rows, total / rows

# %% [markdown]
# ## test_all_batches_are_evaluated

# %% wrong="own_loader" hint="itself is not used" at_most=92
# Makes a loader of its own.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    eval_loader = DataLoader(eval_loader.dataset, batch_size=2)
    n_rows, n_correct, sum_of_losses = 0, 0, 0.0
    with torch.no_grad():
        for X, y in eval_loader:
            X, y = X.to(device), y.to(device)
            logits = model(X)
            n_rows += len(y)
            n_correct += (logits.argmax(dim=1) == y).sum().item()
            sum_of_losses += criterion(logits, y).item() * len(y)
    return n_correct / n_rows, sum_of_losses / n_rows

# %% wrong="counts_rows_first" hint="more than once" at_most=92
# Goes through the loader once more, to count its rows.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    total = sum(len(y) for _, y in eval_loader)
    n_rows, n_correct, sum_of_losses = 0, 0, 0.0
    with torch.no_grad():
        for X, y in eval_loader:
            X, y = X.to(device), y.to(device)
            logits = model(X)
            n_rows += len(y)
            n_correct += (logits.argmax(dim=1) == y).sum().item()
            sum_of_losses += criterion(logits, y).item() * len(y)
    return n_correct / total, sum_of_losses / total

# %% wrong="return_in_loop" hint="Not all batches" at_most=92
# The `return` is inside the loop.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
            return correct / rows, total / rows

# %% wrong="skips_full_only_batch" hint="Not all batches" at_most=93
# A loader with one batch only is skipped after half its rows.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            if len(eval_loader) == 1:
                x, y = x[:2], y[:2]
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return correct / rows, total / rows

# %% wrong="skips_single_rows" hint="however small" at_most=92
# Leaves out a last batch of one row.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    n_rows, n_correct, sum_of_losses = 0, 0, 0.0
    with torch.no_grad():
        for X, y in eval_loader:
            if len(y) < 2:
                continue
            X, y = X.to(device), y.to(device)
            logits = model(X)
            n_rows += len(y)
            n_correct += (logits.argmax(dim=1) == y).sum().item()
            sum_of_losses += criterion(logits, y).item() * len(y)
    return n_correct / n_rows, sum_of_losses / n_rows

# %% wrong="two_passes" hint="more than once" at_most=92
# Runs the model over all data twice: for the accuracy, then for the loss.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    n_rows, n_correct, sum_of_losses = 0, 0, 0.0
    with torch.no_grad():
        for X, y in eval_loader:
            X, y = X.to(device), y.to(device)
            n_rows += len(y)
            n_correct += (model(X).argmax(dim=1) == y).sum().item()
        for X, y in eval_loader:
            X, y = X.to(device), y.to(device)
            sum_of_losses += criterion(model(X), y).item() * len(y)
    return n_correct / n_rows, sum_of_losses / n_rows

# %% [markdown]
# ## test_it_returns_two_plain_numbers

# %% wrong="graph_kept" hint="attached to the computation graph" at_most=96
# The loss is still attached to the graph.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.enable_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss * len(y)
    return correct / rows, total / rows

# %% [markdown]
# ## test_the_accuracy_comes_first_then_the_loss

# %% wrong="loss_first" hint="order is wrong" at_most=96
# The loss comes first.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return total / rows, correct / rows

# %% [markdown]
# ## test_each_call_begins_anew

# %% wrong="counts_outside" hint="depends on the calls" at_most=98
# The counts are kept outside of the function.
counts = {"rows": 0, "right": 0, "loss": 0.0}


def eval_model(model, criterion, device, eval_loader):
    model.eval()
    with torch.no_grad():
        for X, y in eval_loader:
            X, y = X.to(device), y.to(device)
            logits = model(X)
            counts["rows"] += len(y)
            counts["right"] += (logits.argmax(dim=1) == y).sum().item()
            counts["loss"] += criterion(logits, y).item() * len(y)
    return counts["right"] / counts["rows"], counts["loss"] / counts["rows"]


# %% [markdown]
# ## test_it_uses_its_parameters_and_no_global_names

# %% wrong="global_loader" hint="global variable `test_loader`" at_most=98
# The data come from a global loader.
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in test_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return correct / rows, total / rows
