# %% [markdown]
# # Worked answers of `sequence_loss`

# %% [markdown]
# ## Right answers

# %% right="mask"
# A mask.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% right="loop_over_sequences"
# Sequence by sequence, each without its padding.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    sums, count = [0, 0, 0], 0
    for row, n in zip(tokens, lengths.tolist()):
        right = row[:n]
        read = torch.cat([torch.tensor([[128.0, 0, 0]]), right[:-1]])[None]
        (logits, step, duration), _ = model(read)
        sums[0] += F.cross_entropy(logits[0], right[:, 0].long(), reduction="sum")
        sums[1] += ((log_time(step[0]) - log_time(right[:, 1])) ** 2).sum()
        sums[2] += ((log_time(duration[0]) - log_time(right[:, 2])) ** 2).sum()
        count += n
    nll, a, b = (s / count for s in sums)
    return nll + weights[0] * a + weights[1] * b, nll

# %% right="loop_over_notes"
# Each note gathered into lists.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    n = int(lengths.max())
    clean = tokens[:, :n].clone()
    for i, length in enumerate(lengths):
        clean[i, length:] = 0
    read = torch.zeros_like(clean)
    read[:, 0, 0] = 128
    read[:, 1:] = clean[:, :-1]
    (logits, step, duration), _ = model(read, None)
    places = [(i, j) for i in range(len(clean)) for j in range(int(lengths[i]))]
    logp = logits.log_softmax(-1)
    nll = -sum(logp[i, j, int(clean[i, j, 0])] for i, j in places) / len(places)
    first = sum((torch.log(1 + 10 * step[i, j]) - torch.log(1 + 10 * clean[i, j, 1])) ** 2 for i, j in places) / len(places)
    second = sum((torch.log(1 + 10 * duration[i, j]) - torch.log(1 + 10 * clean[i, j, 2])) ** 2 for i, j in places) / len(places)
    return nll + weights[0] * first + weights[1] * second, nll

# %% right="ignore_index"
# Padding gets the label -100; times are masked by weights.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1])[None] < lengths[:, None]
    tokens = tokens.nan_to_num(0) * real[..., None]
    read = F.pad(tokens[:, :-1], (0, 0, 1, 0))
    read[:, 0] = torch.tensor([128.0, 0, 0])
    (logits, step, duration), _ = model(read)
    labels = tokens[..., 0].long().masked_fill(~real, -100)
    nll = F.cross_entropy(logits.transpose(1, 2), labels, ignore_index=-100)
    errors = [((log_time(a) - log_time(b)) ** 2 * real).sum() / real.sum() for a, b in ((step, tokens[..., 1]), (duration, tokens[..., 2]))]
    return nll + weights[0] * errors[0] + weights[1] * errors[1], nll

# %% right="whole_tokens_and_one_more"
# The model also reads the last note; what it says there is thrown away.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens], dim=1))
    logits, step, duration = logits[:, :-1], step[:, :-1], duration[:, :-1]
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% right="mse_loss"
# F.mse_loss on what was chosen.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = F.mse_loss(log_time(step[real]), log_time(tokens[real][:, 1]))
    duration_error = F.mse_loss(log_time(duration[real]), log_time(tokens[real][:, 2]))
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% right="packed"
# Flattened, with an index of the notes.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    b, n, _ = tokens.shape
    index = torch.cat([i * n + torch.arange(int(k)) for i, k in enumerate(lengths)])
    clean = torch.zeros_like(tokens).reshape(-1, 3)
    clean[index] = tokens.reshape(-1, 3)[index]
    clean = clean.reshape(b, n, 3)
    begin = torch.zeros(b, 1, 3)
    begin[..., 0] = 128
    out, _ = model(torch.cat([begin, clean], 1)[:, :n])
    logits, step, duration = out[0].reshape(-1, 129)[index], out[1].reshape(-1)[index], out[2].reshape(-1)[index]
    target = clean.reshape(-1, 3)[index]
    nll = nn.NLLLoss()(torch.log_softmax(logits, 1), target[:, 0].long())
    mse = nn.MSELoss()
    return nll + weights[0] * mse(log_time(step), log_time(target[:, 1])) + weights[1] * mse(log_time(duration), log_time(target[:, 2])), nll

# %% right="list_back"
# A list instead of a tuple.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return [nll + weights[0] * step_error + weights[1] * duration_error, nll]

# %% right="weighted_sum"
# Sums divided by the number of notes.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().sum() / lengths.sum()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().sum() / lengths.sum()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% right="roll"
# torch.roll, then the first place is overwritten.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, torch.roll(tokens, 1, dims=1)[:, 1:]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% [markdown]
# ## test_the_model_reads_a_begin_token_first

# %% wrong="begin_is_zeros" hint="begin token, pitch 128" at_most=85
# A row of zeros in front.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([0.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="no_begin" hint="begin token" at_most=60
# The first note is not asked for.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(tokens[:, :-1])
    tokens, real = tokens[:, 1:], real[:, 1:]
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="begin_with_times" hint="should be 0" at_most=90
# Step and duration of the begin token are 1.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 1.0, 1.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="begin_between" hint="not between the notes" at_most=92
# A begin token in front of each note.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.stack([begin.expand_as(tokens), torch.cat([begin, tokens[:, :-1]], dim=1)], dim=2).flatten(1, 2))
    logits, step, duration = logits[:, 1::2], step[:, 1::2], duration[:, 1::2]
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="begin_at_the_end" hint="begin token" at_most=75
# The begin token behind the notes.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([tokens[:, 1:], begin], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="first_note_twice" hint="begin token" at_most=85
# The first note in place of the begin token.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = tokens[:, :1]
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="stand_in" hint="begin token" at_most=40
# The stand-in of the text.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    (logits, step, duration), _ = model(tokens[:, :-1])
    nll = F.cross_entropy(logits.flatten(0, 1), tokens[:, 1:, 0].long().flatten())
    return nll + (step - tokens[:, 1:, 1]).abs().mean() + (duration - tokens[:, 1:, 2]).abs().mean(), nll

# %% [markdown]
# ## test_at_each_place_the_next_note_should_be_said

# %% wrong="not_moved" hint="the note itself" at_most=85
# The note itself goes in.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, 1:]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="moved_by_two" hint="the note itself" at_most=85
# The note two places before.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :1] * 0 + torch.tensor([1.0, 0, 0]), tokens[:, :-2]], dim=1)[:, : tokens.shape[1]])
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="own_answers_fed_back" hint="the note itself" at_most=85
# The most likely pitch goes back in, no teacher forcing.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    read = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    parts, state = [], None
    for i in range(tokens.shape[1]):
        (a, b, c), state = model(read, state)
        parts.append((a, b, c))
        read = torch.stack([127 - a.argmax(-1).float(), b.detach(), c.detach()], dim=2)
    logits, step, duration = (torch.cat(x, dim=1) for x in zip(*parts))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="scaled_pitch" hint="the note itself" at_most=85
# Reads pitches divided by 128.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1] / torch.tensor([128.0, 1, 1])], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="before_the_note" hint="the note itself" at_most=60
# Asks at each place for the note before.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    tokens = torch.cat([tokens[:, -1:], tokens[:, :-1]], dim=1)
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="reads_from_the_end" hint="the note itself" at_most=85
# Reads each sequence backwards.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens.flip(1)[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% [markdown]
# ## test_nll_is_the_mean_over_all_notes

# %% wrong="sum" hint="`nll` is the sum" at_most=88
# The sum over notes.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real], reduction="sum")
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="mean_of_means" hint="mean of the means" at_most=90
# The mean of the means of sequences.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = torch.stack([F.cross_entropy(a[:n], b[:n]) for a, b, n in zip(logits, tokens[..., 0].long(), lengths)]).mean()
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="per_sequence" hint="number of sequences" at_most=88
# Divided by the number of sequences.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real], reduction="sum") / len(tokens)
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="per_place" hint="number of all places" at_most=85
# Divided by all places.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real], reduction="sum") / real.numel()
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="bits" hint="in bits" at_most=88
# Base 2.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real]) / math.log(2)
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="softmax_first" hint="as they are" at_most=85
# Cross-entropy of probabilities.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real].softmax(-1), tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="without_begin_class" hint="all 129" at_most=90
# Only 128 classes.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real][:, :128], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="squared_pitch" hint="cross-entropies" at_most=90
# A squared error of the pitch.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = ((logits[real].softmax(-1) * torch.arange(129)).sum(-1) / 128 - tokens[..., 0][real] / 128).square().mean()
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="label_smoothing" hint="cross-entropies" at_most=80
# Smooths the labels.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real], label_smoothing=0.1)
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="shortest_only" hint="mean over all notes" at_most=75
# All sequences cut to the shortest.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths.min()[None, None].expand(len(tokens), 1)
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% [markdown]
# ## test_times_are_compared_on_the_log_scale

# %% wrong="seconds" hint="compared in seconds" at_most=86
# Seconds.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (step[real] - tokens[..., 1][real]).square().mean()
    duration_error = (duration[real] - tokens[..., 2][real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="absolute" hint="not squared" at_most=86
# Absolute differences.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).abs().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).abs().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="log1p_of_seconds" hint="not log(1 + t)" at_most=86
# log(1 + t).
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (torch.log1p(step)[real] - torch.log1p(tokens[..., 1])[real]).square().mean()
    duration_error = (torch.log1p(duration)[real] - torch.log1p(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="times_added_up" hint="are added up" at_most=86
# The sum over notes.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().sum()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().sum()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="step_and_duration_exchanged" hint="exchanged" at_most=80
# Step for duration.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 2])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 1])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="only_steps" hint="The error of the duration is not in the loss" at_most=90
# Durations are forgotten.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error, nll

# %% wrong="log_of_the_error" hint="squared difference of `log_time`" at_most=86
# The log of the error.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = log_time((step[real] - tokens[..., 1][real]).square().mean())
    duration_error = log_time((duration[real] - tokens[..., 2][real]).square().mean())
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="target_in_seconds" hint="squared difference of `log_time`" at_most=86
# The right time is left in seconds.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - tokens[..., 1][real]).square().mean()
    duration_error = (log_time(duration)[real] - tokens[..., 2][real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="root" hint="squared difference of `log_time`" at_most=86
# The root of the mean square.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean().sqrt()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean().sqrt()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="unbiased_spread" hint="squared difference" at_most=80
# Divides by one note fewer.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().sum() / (real.sum() - 1)
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().sum() / (real.sum() - 1)
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% [markdown]
# ## test_the_weights_are_those_of_step_and_duration

# %% wrong="weights_ignored" hint="should weigh the error of the duration, and nothing else" at_most=95
# Both always 1.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + step_error + duration_error, nll

# %% wrong="weights_exchanged" hint="The first weight should weigh" at_most=95
# The first for the duration.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[1] * step_error + weights[0] * duration_error, nll

# %% wrong="one_weight" hint="makes no difference" at_most=95
# The first for both.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[0] * duration_error, nll

# %% wrong="weights_divided" hint="`nll` plus" at_most=95
# Normalised by their sum.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + (weights[0] * step_error + weights[1] * duration_error) / max(1e-9, sum(weights)) * (2 if sum(weights) == 2 else 1), nll

# %% wrong="other_defaults" hint="both should be 1" at_most=80
# Weights of a tenth if none are given.
def sequence_loss(model, tokens, lengths, weights=(0.1, 0.1)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% [markdown]
# ## test_what_is_in_the_padding_makes_no_difference

# %% wrong="no_mask" hint="padding" at_most=65
# Padding counts.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.ones(tokens.shape[:2], dtype=torch.bool)
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="mask_by_pitch_zero" hint="pitch 0 are taken for padding" at_most=90
# Pitch 0 is taken for padding.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    real = tokens[..., 0] != 0
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="times_zero" hint="0 times `nan` is `nan`" at_most=90
# Multiplies by 0 at the end.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    safe = torch.where(real, tokens[..., 0].nan_to_num(0), 0.0).long()
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1].nan_to_num(0)], dim=1))
    nll = F.cross_entropy(logits[real], safe[real])
    step_error = ((log_time(step) - log_time(tokens[..., 1])).square() * real).sum() / real.sum()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="times_not_masked" hint="padding" at_most=80
# Only the pitch knows of padding.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = tokens.nan_to_num(0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step) - log_time(tokens[..., 1])).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="as_long_as_the_longest" hint="AssertionError" at_most=92
# Demands that the longest sequence fills the batch.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    assert int(lengths.max()) == tokens.shape[1]
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% [markdown]
# ## test_a_single_sequence_and_a_single_note_will_do

# %% wrong="lengths_squeezed" hint="too many indices" at_most=97
# Squeezes the lengths.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths.squeeze()[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% [markdown]
# ## test_gradients_reach_the_model_and_its_mode_stays

# %% wrong="item" hint="does not hang on the graph" at_most=94
# Numbers without a graph.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return (nll + weights[0] * step_error + weights[1] * duration_error).detach(), nll.detach()

# %% wrong="eval_mode" hint="another mode" at_most=94
# Puts the model into evaluation mode.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    model.eval()
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="train_mode" hint="another mode" at_most=94
# Puts the model into training mode.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    model.train()
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="times_detached" hint="No gradient reaches the times" at_most=94
# No gradient of the times.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step.detach())[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration.detach())[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% wrong="no_grad" hint="does not hang on the graph" at_most=94
# Without gradients.
@torch.no_grad()
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% [markdown]
# ## test_two_numbers_come_back_and_the_first_is_the_loss

# %% wrong="exchanged" hint="The first number should be the whole loss" at_most=75
# nll first.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll, nll + weights[0] * step_error + weights[1] * duration_error

# %% wrong="nll_as_a_float" hint="tensors with one element" at_most=97
# nll is a plain number.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll.item()

# %% wrong="loss_only" hint="two numbers" at_most=25
# One number.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error

# %% wrong="no_return" hint="end it with `return`" at_most=25
# Nothing comes back.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens = torch.where(real[..., None], tokens, 0.0)
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    loss = nll + weights[0] * step_error + weights[1] * duration_error, nll

# %% [markdown]
# ## test_the_batch_stays_as_it_is

# %% wrong="in_place" hint="`tokens` is changed" at_most=97
# Writes zeros into the padding of the batch.
def sequence_loss(model, tokens, lengths, weights=(1.0, 1.0)):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    tokens[~real] = 0
    begin = torch.tensor([128.0, 0.0, 0.0]).expand(len(tokens), 1, 3)
    (logits, step, duration), _ = model(torch.cat([begin, tokens[:, :-1]], dim=1))
    nll = F.cross_entropy(logits[real], tokens[..., 0].long()[real])
    step_error = (log_time(step)[real] - log_time(tokens[..., 1])[real]).square().mean()
    duration_error = (log_time(duration)[real] - log_time(tokens[..., 2])[real]).square().mean()
    return nll + weights[0] * step_error + weights[1] * duration_error, nll
