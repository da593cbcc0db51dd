# %% [markdown]
# # Worked answers of `train_model`

# %% [markdown]
# ## Right answers

# %% right="bar_and_a_look"
# A progress bar begins with the loader twice, and a look at its first batch is no pass.
from tqdm.auto import tqdm
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    print(len(train_loader), next(iter(train_loader))[0].shape)
    rows, correct, total = 0, 0, 0.0
    for number, (x, y) in enumerate(bar := tqdm(train_loader, leave=False)):
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        out = model(x)
        loss = criterion(out, y)
        loss.backward()
        optimizer.step()
        rows += len(y)
        correct += (out.argmax(dim=1) == y).sum().item()
        total += loss.item() * len(y)
        bar.set_postfix(batch=number)
    return correct / rows, total / rows

# %% right="list_of_batches"
# All batches are put into a list first.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    batches = list(train_loader)
    rows, correct, total = sum(len(y) for _, y in batches), 0, 0.0
    for i in range(len(batches)):
        x, y = [each.to(device) for each in batches[i]]
        optimizer.zero_grad()
        out = model(x)
        loss = criterion(out, y)
        loss.backward()
        optimizer.step()
        correct += (out.argmax(dim=1) == y).sum().item()
        total += loss.item() * len(y)
    return correct / rows, total / rows

# %% right="divides_by_dataset"
# The data set's length is the number of samples.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / len(train_loader.dataset), loss_sum / len(train_loader.dataset)

# %% right="enumerate_and_train_true"
# train(True), enumerate, a print.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train(True)
    correct, total, loss_sum = 0, 0, 0.0
    for i, (xb, yb) in enumerate(train_loader):
        print(i)
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% right="keyword_to_and_torch_max"
# Keywords, non-blocking moves, torch.max.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device=device, non_blocking=True), yb.to(device=device, non_blocking=True)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (torch.max(logits, 1)[1] == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% right="mean_of_batch_losses"
# The text accepts the plain mean over batches.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item()
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / len(train_loader)

# %% right="plain_loop"
# The straightforward loop.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% right="zero_grad_after_step"
# Clearing after the step leaves clean gradients too.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    optimizer.zero_grad(set_to_none=True)
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% [markdown]
# ## test_every_batch_updates_the_weights_once

# %% wrong="constants" hint="never gives a batch" at_most=0
# Two numbers that look good.
def train_model(model, criterion, optimizer, device, train_loader):
    return 0.99, 0.01

# %% wrong="double_step" hint="Each batch makes two steps" at_most=75
# Two steps per batch.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="no_backward" hint="there is no gradient" at_most=75
# No gradients are computed.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="no_grad" hint="gradients are switched off" at_most=95
# Gradients are switched off.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        with torch.no_grad():
            logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="no_step" hint="is never called" at_most=75
# The optimizer never steps.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="no_zero_grad" hint="pile up" at_most=95
# Gradients pile up from batch to batch.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="softmax_first" hint="fits a softmax before the criterion" at_most=65
# A softmax before the criterion.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits.softmax(dim=1), yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="step_before_backward" hint="there is no gradient" at_most=75
# Each step uses old gradients.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        optimizer.step()
        loss.backward()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="steps_on_every_second_batch" hint="fewer steps" at_most=85
# Steps after every second batch only.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    n_rows, n_correct, sum_of_losses = 0, 0, 0.0
    for place, (X, y) in enumerate(train_loader):
        X, y = X.to(device), y.to(device)
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        if place % 2 == 1:
            optimizer.step()
            optimizer.zero_grad()
        n_rows += len(y)
        n_correct += (logits.argmax(dim=1) == y).sum().item()
        sum_of_losses += loss.item() * len(y)
    return n_correct / n_rows, sum_of_losses / n_rows

# %% wrong="stub" hint="still stops your code" at_most=0
# Never begun.
def train_model(model, criterion, optimizer, device, train_loader):
    raise NotImplementedError()

# %% wrong="zero_grad_after_backward" hint="there is no gradient" at_most=75
# The gradients are cleared before they are used.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% [markdown]
# ## test_the_accuracy_is_the_fraction_of_correct_samples

# %% wrong="argmax_dim_0" hint="do not round" at_most=90
# The largest value of a column.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=0)[:1] == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="batch_size_times_batches" hint="The last batch can be shorter" at_most=90
# Counts the last batch as full.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += train_loader.batch_size
    return correct / total, loss_sum / len(train_loader.dataset)

# %% wrong="divided_by_batches" hint="divided by the number of batches" at_most=90
# The accuracy is divided by the number of batches.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / len(train_loader), loss_sum / total

# %% wrong="error_rate" hint="fraction of wrong" at_most=90
# Returns the fraction of wrong rows.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    n_rows, n_correct, sum_of_losses = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        optimizer.step()
        n_rows += len(y)
        n_correct += (logits.argmax(dim=1) != y).sum().item()
        sum_of_losses += loss.item() * len(y)
    return n_correct / n_rows, sum_of_losses / n_rows

# %% wrong="last_batch_accuracy" hint="that of the last batch only" at_most=90
# Only the last batch's accuracy.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct = (logits.argmax(dim=1) == yb).sum().item()
        total = len(yb)
    return correct / total, loss_sum / len(train_loader.dataset)

# %% wrong="percent" hint="not per cent" at_most=90
# The accuracy is in per cent.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return 100 * correct / total, loss_sum / total

# %% [markdown]
# ## test_the_loss_is_the_mean_over_the_epoch

# %% wrong="batch_means_over_samples" hint="are means already" at_most=92
# Batch means divided by samples.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item()
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="last_batch_loss" hint="that of the last batch only" at_most=92
# Only the last batch's loss.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum = loss.item()
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum

# %% wrong="loss_sum" hint="sum over rows" at_most=92
# The sum of the losses.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum

# %% [markdown]
# ## test_the_network_is_put_into_training_mode

# %% wrong="eval_mode" hint="stays in evaluation mode" at_most=94
# The network trains in evaluation mode.
def train_model(model, criterion, optimizer, device, train_loader):
    model.eval()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="no_train_mode" hint="stays in evaluation mode" at_most=94
# The network stays in whatever mode it came.
def train_model(model, criterion, optimizer, device, train_loader):
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% [markdown]
# ## test_each_batch_is_moved_to_the_given_device

# %% wrong="fixed_device" hint="device" at_most=95
# Moves to a fixed device.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.cuda(), yb.cuda()
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="labels_not_moved" hint="device" at_most=95
# Labels stay where they are.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb = xb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="no_move" hint="device" at_most=95
# Batches stay where they are.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% [markdown]
# ## test_the_given_criterion_is_used

# %% wrong="own_criterion" hint="Use the `criterion` that is passed in" at_most=97
# Uses its own criterion.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = nn.functional.cross_entropy(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% [markdown]
# ## test_the_given_optimizer_makes_the_step

# %% wrong="new_optimizer" hint="A new optimizer inside the function" at_most=97
# Makes its own optimizer.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    optimizer = type(optimizer)(model.parameters(), **optimizer.defaults)
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% [markdown]
# ## test_one_epoch_goes_through_all_batches_once

# %% wrong="skips_last_batch" hint="Not all batches" at_most=96
# The last batch is left out.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in list(train_loader)[:-1]:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="return_in_loop" hint="Look at the indentation of `return`" at_most=96
# Stops after the first batch.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
        return correct / total, loss_sum / total

# %% wrong="skips_single_rows" hint="single row" at_most=96
# Leaves out a last batch of one row.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    n_rows, n_correct, sum_of_losses = 0, 0, 0.0
    for X, y in train_loader:
        if len(y) == 1:
            continue
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        optimizer.step()
        n_rows += len(y)
        n_correct += (logits.argmax(dim=1) == y).sum().item()
        sum_of_losses += loss.item() * len(y)
    return n_correct / n_rows, sum_of_losses / n_rows

# %% wrong="two_epochs" hint="trained more than once on a batch" at_most=96
# Two passes.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in [*train_loader, *train_loader]:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% [markdown]
# ## test_accuracy_and_loss_are_taken_before_the_step

# %% wrong="accuracy_after_step" hint="should be the running ones" at_most=97
# Looks again after the step.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (model(xb).argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="runs_the_model_twice" hint="runs twice" at_most=97
# Runs the model once more for the accuracy, before the step.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    n_rows, n_correct, sum_of_losses = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(model(X), y)
        loss.backward()
        optimizer.step()
        n_rows += len(y)
        n_correct += (logits.argmax(dim=1) == y).sum().item()
        sum_of_losses += loss.item() * len(y)
    return n_correct / n_rows, sum_of_losses / n_rows

# %% [markdown]
# ## test_it_returns_two_plain_numbers

# %% wrong="loss_keeps_graph" hint="attached to the computation graph" at_most=99
# Returns a loss that is still in the graph.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% [markdown]
# ## test_the_accuracy_comes_first_then_the_loss

# %% wrong="loss_first" hint="The order is wrong" at_most=97
# The loss comes first.
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return loss_sum / total, correct / total

# %% [markdown]
# ## test_it_uses_its_parameters_and_no_global_names

# %% wrong="global_loader" hint="uses the global variable `train_loader`" at_most=99
# Uses the loader of the notebook.
def train_model(model, criterion, optimizer, device, loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total
