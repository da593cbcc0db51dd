# %% [markdown]
# # Worked answers of `train_epoch`

# %% [markdown]
# ## Right answers

# %% right="clips_always_at_infinity"
# No case of its own for None: an infinite limit changes nothing.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=float("inf") if clip is None else clip)
        optimizer.step()
        correct += (logits.argmax(dim=1) == y).sum().item()
        total += len(y)
        loss_sum += loss.item() * len(y)
    return correct / total, loss_sum / total

# %% right="clips_by_hand"
# Norm and scale by hand, over all parameters.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        if clip is not None:
            grads = [p.grad for p in model.parameters() if p.grad is not None]
            norm = torch.sqrt(sum((g ** 2).sum() for g in grads))
            if norm > clip:
                for g in grads:
                    g.mul_(clip / norm)
        optimizer.step()
        correct += (logits.argmax(dim=1) == y).sum().item()
        total += len(y)
        loss_sum += loss.item() * len(y)
    return correct / total, loss_sum / total

# %% right="clips_what_the_optimizer_holds"
# Takes the parameters from the optimizer and from the model.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        if clip:
            held = {id(p): p for p in [*model.parameters(), *(p for g in optimizer.param_groups for p in g["params"])]}
            nn.utils.clip_grad_norm_(list(held.values()), clip, error_if_nonfinite=False)
        optimizer.step()
        correct += (logits.argmax(dim=1) == y).sum().item()
        total += len(y)
        loss_sum += loss.item() * len(y)
    return correct / total, loss_sum / total

# %% right="closure"
# The optimizer calls a closure that does the rest.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    acc, loss_sum, n = 0, 0.0, 0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        seen = {}
        def closure():
            optimizer.zero_grad()
            seen["z"] = model(X)
            loss = criterion(seen["z"], y)
            loss.backward()
            if clip is not None:
                nn.utils.clip_grad_norm_(model.parameters(), clip)
            return loss
        loss = optimizer.step(closure)
        acc += int((seen["z"].argmax(1) == y).sum()); loss_sum += float(loss) * len(y); n += len(y)
    return acc / n, loss_sum / n

# %% right="divides_by_dataset"
# The data set's length is the number of samples.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / len(train_loader.dataset), loss_sum / len(train_loader.dataset)

# %% right="enumerate_and_train_true"
# train(True), enumerate, a print.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train(True)
    correct, total, loss_sum = 0, 0, 0.0
    for i, (xb, yb) in enumerate(train_loader):
        print(i)
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% right="gradients_as_values"
# `torch.autograd.grad` returns the gradients, which are shrunk before they are handed over.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    ps = [p for p in model.parameters() if p.requires_grad]
    c, n, s = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        z = model(X)
        loss = criterion(z, y)
        grads = torch.autograd.grad(loss, ps)
        if clip is not None:
            norm = torch.linalg.vector_norm(torch.cat([g.flatten() for g in grads]))
            k = torch.clamp(clip / (norm + 1e-6), max=1.0)
            grads = [g * k for g in grads]
        for p, g in zip(ps, grads):
            p.grad = g
        optimizer.step()
        with torch.no_grad():
            c += torch.eq(z.max(dim=1).indices, y).float().sum().item()
        n += X.shape[0]; s += loss.item() * X.shape[0]
    return c / n, s / n

# %% right="keyword_to_and_torch_max"
# Keywords, non-blocking moves, torch.max.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device=device, non_blocking=True), yb.to(device=device, non_blocking=True)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (torch.max(logits, 1)[1] == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% right="mean_of_batch_losses"
# The text accepts the plain mean over batches.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item()
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / len(train_loader)

# %% right="plain_loop"
# The straightforward loop.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% right="scaler_switched_off"
# A scaler for mixed precision that is switched off.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    scaler = torch.amp.GradScaler(enabled=False)
    c = n = 0; s = 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        with torch.autocast(device_type=device.type, enabled=False):
            z = model(X)
            loss = criterion(z, y)
        scaler.scale(loss).backward()
        if clip:
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        scaler.step(optimizer); scaler.update()
        c += (z.argmax(1) == y).sum().item(); n += len(X); s += loss.item() * len(X)
    return c / n, s / n

# %% right="zero_grad_after_step"
# Clearing after the step leaves clean gradients too.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    optimizer.zero_grad(set_to_none=True)
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        optimizer.zero_grad()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% right="clip_of_zero_ignored"
# `if clip` is enough: `clip` is greater than 0.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total_loss, n = 0, 0.0, 0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        if clip:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        correct += (logits.argmax(dim=1) == y).sum().item()
        total_loss += loss.item() * len(y)
        n += len(y)
    return correct / n, total_loss / n

# %% right="size_of_data_set"
# The size of the data set is the number of notes: the loader leaves none out.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total_loss = 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        correct += (logits.argmax(dim=1) == y).sum().item()
        total_loss += loss.item() * len(y)
    n = len(train_loader.dataset)
    return correct / n, total_loss / n

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    """Train `model` for one epoch. Return train_acc (a fraction) and train_loss (the mean per note)."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_every_batch_updates_the_weights_once

# %% wrong="argmax_dim_0" hint="along `dim=1`" at_most=40
# The largest value of a column.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=0) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="clipped_at_one_without_clip" hint="Without `clip` nothing should be limited" at_most=95
# A limit of 1 where none is given.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0 if clip is None else clip)
        optimizer.step()
        correct += (logits.argmax(dim=1) == y).sum().item()
        total += len(y)
        loss_sum += loss.item() * len(y)
    return correct / total, loss_sum / total

# %% wrong="constants" hint="never gives a batch" at_most=10
# Two numbers that look good.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    return 0.99, 0.01

# %% wrong="double_step" hint="makes two steps" at_most=90
# Two steps per batch.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="no_backward" hint="no gradient" at_most=70
# No gradients are computed.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="no_grad" hint="gradients are switched off" at_most=10
# Gradients are switched off.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        with torch.no_grad():
            logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="no_step" hint="do not change" at_most=65
# The optimizer never steps.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
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

# %% wrong="no_zero_grad" hint="pile up" at_most=85
# Gradients pile up from batch to batch.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="softmax_first" hint="softmax before the criterion" at_most=75
# A softmax before the criterion.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits.softmax(dim=1), yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="step_before_backward" hint="before `optimizer.step()`" at_most=70
# Each step uses old gradients.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss.backward()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="zero_grad_after_backward" hint="no gradient" at_most=70
# The gradients are cleared before they are used.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.zero_grad()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% [markdown]
# ## test_the_accuracy_is_the_fraction_of_correct_samples

# %% wrong="small_count_type" hint="8 bits counts to 255" at_most=93
# The correct notes are counted in a tensor of 8 bits, which overflows after 255 notes.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct = torch.zeros((), dtype=torch.uint8, device=device)
    total_loss, n = 0.0, 0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        correct += (logits.argmax(dim=1) == y).sum().to(torch.uint8)
        total_loss += loss.item() * len(y)
        n += len(y)
    return correct.item() / n, total_loss / n

# %% wrong="batch_size_times_batches" hint="can be shorter" at_most=93
# Counts the last batch as full.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += train_loader.batch_size
    return correct / total, loss_sum / len(train_loader.dataset)

# %% wrong="divided_by_batches" hint="divided by the number of batches" at_most=93
# The accuracy is divided by the number of batches.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / len(train_loader), loss_sum / total

# %% wrong="last_batch_accuracy" hint="last batch only" at_most=93
# Only the last batch's accuracy.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct = (logits.argmax(dim=1) == yb).sum().item()
        total = len(yb)
    return correct / total, loss_sum / len(train_loader.dataset)

# %% wrong="percent" hint="not per cent" at_most=93
# The accuracy is in per cent.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return 100 * correct / total, loss_sum / total

# %% [markdown]
# ## test_the_loss_is_the_mean_over_the_epoch

# %% wrong="batch_means_over_samples" hint="means already" at_most=94
# Batch means divided by samples.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item()
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="last_batch_loss" hint="that of the last batch only" at_most=94
# Only the last batch's loss.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum = loss.item()
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum

# %% wrong="loss_sum" hint="is a sum over rows" at_most=94
# The sum of the losses.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum

# %% [markdown]
# ## test_the_network_is_put_into_training_mode

# %% wrong="eval_mode" hint="stays in evaluation mode" at_most=96
# The network trains in evaluation mode.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.eval()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="no_train_mode" hint="stays in evaluation mode" at_most=96
# The network stays in whatever mode it came.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% [markdown]
# ## test_each_batch_is_moved_to_the_given_device

# %% wrong="fixed_device" hint="A fixed device" at_most=94
# Moves to a fixed device.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.cuda(), yb.cuda()
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="labels_not_moved" hint="The labels `y` are not moved" at_most=94
# Labels stay where they are.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb = xb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="no_move" hint="The data and the labels" at_most=94
# Batches stay where they are.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% [markdown]
# ## test_the_given_criterion_is_used

# %% wrong="own_criterion" hint="not a loss of your own" at_most=98
# Uses its own criterion.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = nn.functional.cross_entropy(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% [markdown]
# ## test_the_given_optimizer_makes_the_step

# %% wrong="new_optimizer" hint="not updated by the `optimizer`" at_most=98
# Makes its own optimizer.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    optimizer = type(optimizer)(model.parameters(), **optimizer.defaults)
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% [markdown]
# ## test_one_epoch_goes_through_all_batches_once

# %% wrong="skips_last_batch" hint="a short last batch included" at_most=92
# The last batch is left out.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in list(train_loader)[:-1]:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% wrong="return_in_loop" hint="indentation of `return`" at_most=97
# Stops after the first batch.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
        return correct / total, loss_sum / total

# %% wrong="two_epochs" hint="trained more than once" at_most=94
# Two passes.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in [*train_loader, *train_loader]:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% [markdown]
# ## test_accuracy_and_loss_are_taken_before_the_step

# %% wrong="accuracy_after_step" hint="when the weights have changed" at_most=98
# Looks again after the step.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (model(xb).argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% [markdown]
# ## test_it_returns_two_plain_numbers

# %% wrong="loss_keeps_graph" hint="attached to the computation graph" at_most=99
# Returns a loss that is still in the graph.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% [markdown]
# ## test_the_accuracy_comes_first_then_the_loss

# %% wrong="loss_first" hint="The order is wrong" at_most=98
# The loss comes first.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return loss_sum / total, correct / total

# %% [markdown]
# ## test_it_uses_its_parameters_and_no_global_names

# %% wrong="global_loader" hint="global variable" at_most=99
# Uses the loader of the notebook.
def train_epoch(model, criterion, optimizer, device, loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total

# %% [markdown]
# ## test_a_large_gradient_is_shrunk_to_clip

# %% wrong="learning_rate_changed" hint="leave the optimizer as it is" at_most=88
# With clip the learning rate of the optimizer is made smaller, and the gradient stays as large as it was.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total_loss, n = 0, 0.0, 0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        if clip is not None:
            norm = torch.cat([p.grad.flatten() for p in model.parameters() if p.grad is not None]).norm().item()
            for group in optimizer.param_groups:
                group["lr"] *= min(1.0, clip / (norm + 1e-6))
        optimizer.step()
        correct += (logits.argmax(dim=1) == y).sum().item()
        total_loss += loss.item() * len(y)
        n += len(y)
    return correct / n, total_loss / n

# %% wrong="first_batch_clipped_only" hint="that of later batches is not" at_most=88
# Only the gradient of the first batch is limited.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total_loss, n = 0, 0.0, 0
    for i, (X, y) in enumerate(train_loader):
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        if clip is not None and i == 0:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        correct += (logits.argmax(dim=1) == y).sum().item()
        total_loss += loss.item() * len(y)
        n += len(y)
    return correct / n, total_loss / n

# %% wrong="clip_after_the_step" hint="*before* `optimizer.step()`" at_most=90
# Clips when the step is done.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        optimizer.step()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        correct += (logits.argmax(dim=1) == y).sum().item()
        total += len(y)
        loss_sum += loss.item() * len(y)
    return correct / total, loss_sum / total

# %% wrong="clip_before_backward" hint="*after* `loss.backward()`" at_most=90
# Clips before there are gradients.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        loss.backward()
        optimizer.step()
        correct += (logits.argmax(dim=1) == y).sum().item()
        total += len(y)
        loss_sum += loss.item() * len(y)
    return correct / total, loss_sum / total

# %% wrong="clip_by_value" hint="Each number of the gradient is limited" at_most=90
# clip_grad_value_ instead of the norm.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_value_(model.parameters(), clip)
        optimizer.step()
        correct += (logits.argmax(dim=1) == y).sum().item()
        total += len(y)
        loss_sum += loss.item() * len(y)
    return correct / total, loss_sum / total

# %% wrong="clip_ignored" hint="change as without it" at_most=90
# The argument is not used.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        pass
        optimizer.step()
        correct += (logits.argmax(dim=1) == y).sum().item()
        total += len(y)
        loss_sum += loss.item() * len(y)
    return correct / total, loss_sum / total

# %% wrong="clip_is_the_largest_number" hint="its norm over all parameters should be `clip`" at_most=90
# Scales so that the largest number of the gradient is `clip`.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip, norm_type=float("inf"))
        optimizer.step()
        correct += (logits.argmax(dim=1) == y).sum().item()
        total += len(y)
        loss_sum += loss.item() * len(y)
    return correct / total, loss_sum / total

# %% wrong="clip_typed_in" hint="use the argument" at_most=80
# Clips at 1 whatever `clip` is, if it is given.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    c = n = 0; s = 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        z = model(X)
        loss = criterion(z, y)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        c += (z.argmax(1) == y).sum().item(); n += len(y); s += loss.item() * len(y)
    return c / n, s / n

# %% wrong="each_parameter_clipped_alone" hint="of each parameter is limited on its own" at_most=90
# A norm for each parameter.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        if clip is not None:
            for p in model.parameters():
                nn.utils.clip_grad_norm_([p], clip)
        optimizer.step()
        correct += (logits.argmax(dim=1) == y).sum().item()
        total += len(y)
        loss_sum += loss.item() * len(y)
    return correct / total, loss_sum / total

# %% wrong="no_clip_argument" hint="takes" at_most=90
# The argument was removed.
def train_epoch(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        optimizer.step()
        correct += (logits.argmax(dim=1) == y).sum().item()
        total += len(y)
        loss_sum += loss.item() * len(y)
    return correct / total, loss_sum / total

# %% wrong="weights_clipped" hint="change as without it" at_most=90
# The weights are clipped instead of their gradients.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        optimizer.step()
        if clip is not None:
            with torch.no_grad():
                for p in model.parameters():
                    p.clamp_(-1000 * clip, 1000 * clip)
        correct += (logits.argmax(dim=1) == y).sum().item()
        total += len(y)
        loss_sum += loss.item() * len(y)
    return correct / total, loss_sum / total

# %% [markdown]
# ## test_a_small_gradient_and_any_without_clip_stay_as_they_are

# %% wrong="always_stretched_to_clip" hint="neither stretched nor shrunk" at_most=93
# Every gradient gets the norm `clip`.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        if clip is not None:
            norm = torch.sqrt(sum((p.grad ** 2).sum() for p in model.parameters()))
            for p in model.parameters():
                p.grad.mul_(clip / norm)
        optimizer.step()
        correct += (logits.argmax(dim=1) == y).sum().item()
        total += len(y)
        loss_sum += loss.item() * len(y)
    return correct / total, loss_sum / total

# %% wrong="limit_of_its_own" hint="without `clip`" at_most=92
# A limit of 50 where none is given.
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    c = n = 0; s = 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        z = model(X)
        loss = criterion(z, y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), clip or 50.0)
        optimizer.step()
        c += (z.argmax(1) == y).sum().item(); n += len(y); s += loss.item() * len(y)
    return c / n, s / n
