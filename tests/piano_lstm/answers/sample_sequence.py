# %% [markdown]
# # Worked answers of `sample_sequence`

# %% [markdown]
# ## Right answers

# %% right="portions"
# Begin token and prompt in one call.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% right="one_by_one"
# Token by token; the last new token is read too.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    tokens = [torch.tensor([128.0, 0, 0])] + ([] if prompt is None else [torch.as_tensor(t, dtype=torch.float32) for t in prompt])
    state, new = None, torch.zeros(length, 3)
    with torch.no_grad():
        for token in tokens:
            (logits, step, duration), state = model(token.view(1, 1, 3), state)
        for i in range(length):
            p = (logits[0, -1, :128] / temperature).softmax(0)
            new[i] = torch.tensor([float(torch.multinomial(p, 1, generator=generator)), float(step[0, -1]), float(duration[0, -1])])
            (logits, step, duration), state = model(new[i].clone().view(1, 1, 3), state)
    return new

# %% right="masked"
# The begin token gets minus infinity.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax((logits[0, -1].cpu() / temperature).masked_fill(torch.arange(129) == 128, -torch.inf), dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% right="inverse_cumulative"
# Draws a number between 0 and 1.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.searchsorted(p.cumsum(0), torch.rand(1, generator=generator)).clamp(max=127).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% right="gumbel"
# The Gumbel trick.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = (p.clamp(min=1e-30).log() - torch.log(-torch.log(torch.rand(128, generator=generator).clamp(1e-9, 1 - 1e-7)))).argmax(keepdim=True).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% right="own_softmax"
# Softmax by hand.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = (lambda v: (v - v.max()).exp() / (v - v.max()).exp().sum())(logits[0, -1, :128].cpu() / temperature)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% right="inference_mode"
# inference_mode in place of no_grad, by a decorator.
@torch.inference_mode()
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    if True:
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% right="drawn_again"
# Draws again until it is no begin token.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :].cpu() / temperature, dim=-1)
            pitch = torch.tensor([128.0])
            while pitch == 128:
                pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% right="numpy_inside"
# NumPy collects, a seed from the generator.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            seed = int(torch.randint(2**31, (1,), generator=generator))
            pitch = torch.tensor([float(np.random.default_rng(seed).choice(128, p=p.double().numpy() / p.double().numpy().sum()))])
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% right="prompt_alone"
# Begin token in a call of its own, the prompt in the next.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    new, state = [], None
    if prompt is not None:
        with torch.no_grad():
            _, state = model(read[None], None)
        read = torch.as_tensor(np.array(prompt), dtype=torch.float32)
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% right="mode_restored"
# Puts the mode back.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    was = model.training
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    model.train(was)
    return torch.stack(new)

# %% right="generator_of_its_own"
# One number of the generator seeds another one, for this piece.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    own = torch.Generator().manual_seed(int(torch.randint(2**40, (1,), generator=generator)))
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=own).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% [markdown]
# ## test_as_many_new_tokens_come_back_as_were_asked_for

# %% wrong="one_too_many" hint="exactly `length`" at_most=98
# One more.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) <= length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="one_too_few" hint="exactly `length`" at_most=98
# One fewer.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < max(1, length - 1):
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="prompt_comes_back" hint="The prompt is among the new tokens" at_most=92
# The prompt in front.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new) if prompt is None else torch.cat([torch.as_tensor(prompt, dtype=torch.float32), torch.stack(new)])

# %% wrong="begin_comes_back" hint="The begin token is among the new tokens" at_most=80
# The begin token in front.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack([torch.tensor([128.0, 0, 0]), *new])

# %% wrong="prompt_counts" hint="exactly `length`" at_most=95
# The prompt counts as part of the length.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < max(1, length - (0 if prompt is None else len(prompt))):
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="an_array" hint="should be a tensor" at_most=95
# A NumPy array.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new).numpy()

# %% wrong="notes_with_batch" hint="shape (length, 3)" at_most=96
# A batch of one.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)[None]

# %% [markdown]
# ## test_the_begin_token_is_read_first

# %% wrong="stand_in" hint="never called" at_most=45
# The stand-in of the text.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    pitch = torch.randint(40, 80, (length, 1), generator=generator).float()
    return torch.cat([pitch, torch.full((length, 1), 0.2), torch.full((length, 1), 0.3)], dim=1)

# %% wrong="begins_with_zeros" hint="begin token" at_most=95
# A row of zeros.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[0.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="begin_with_times" hint="should be 0" at_most=98
# Step and duration of 1.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 1.0, 1.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="begin_behind_the_prompt" hint="begin token" at_most=96
# As the original did: prompt, then begin token.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([torch.as_tensor(prompt, dtype=torch.float32), read])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="prompt_without_begin" hint="with a prompt" at_most=98
# The prompt in place of the begin token.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.as_tensor(prompt, dtype=torch.float32)
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="begin_before_and_behind" hint="read again later" at_most=96
# Begin token, prompt, begin token.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32), read])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="begins_with_middle_c" hint="begin token" at_most=95
# The middle C.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[60.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% [markdown]
# ## test_the_prompt_is_read_in_order_each_token_once

# %% wrong="prompt_ignored" hint="tokens of the prompt" at_most=98
# Never reads the prompt.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if False:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="prompt_reversed" hint="tokens of the prompt" at_most=90
# From its end.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(np.asarray(prompt)[::-1].copy(), dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="prompt_without_times" hint="unchanged" at_most=95
# Pitches only.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32) * torch.tensor([1.0, 0, 0])])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="prompt_twice" hint="read twice" at_most=95
# The prompt is read twice.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32), torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="prompt_without_its_end" hint="tokens of the prompt" at_most=90
# The last token of the prompt is left out.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)[:-1]])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="prompt_tensors_only" hint="expected Tensor" at_most=95
# Arrays stop it.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, prompt])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="last_of_the_prompt_twice" hint="twice" at_most=95
# Listens to the prompt, then begins to play with its last token.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    if prompt is not None:
        with torch.no_grad():
            _, state = model(read[None].to(place), None)
        read = read[-1:]
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="single_prompt_twice" hint="twice" at_most=96
# All but the last token of the prompt, but at least one; then the last.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    if prompt is not None:
        with torch.no_grad():
            _, state = model(read[None, : max(2, len(read) - 1)].to(place), None)
        read = read[-1:]
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% [markdown]
# ## test_the_first_new_token_follows_from_the_last_one_of_the_prompt

# %% wrong="first_output_taken" hint="at the begin token" at_most=96
# What it says at the begin token.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, 0, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, :1].cpu(), duration[0, :1].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="first_thrown_away" hint="nothing drawn before it" at_most=96
# The first draw is thrown away.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state, state_seen = [], None, False
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
            if len(new) == 1 and prompt is not None and not state_seen:
                state_seen, new = True, []
    return torch.stack(new)

# %% wrong="mean_of_outputs" hint="The first new token" at_most=96
# The mean over all that was read.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0].mean(dim=0)[:128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="inside_the_prompt" hint="inside the prompt" at_most=98
# What it says at the last but one.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -2 if logits.shape[1] > 2 else -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% [markdown]
# ## test_the_model_reads_its_own_new_tokens

# %% wrong="scaled_feedback" hint="divided by 128" at_most=88
# Divides the pitch by 128: the bug of the tutorial, turned round.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None] / torch.tensor([128.0, 1, 1])
    return torch.stack(new)

# %% wrong="begin_each_time" hint="is not that of the token before" at_most=80
# Reads the begin token each time.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = torch.tensor([[128.0, 0, 0]])
    return torch.stack(new)

# %% wrong="times_not_fed_back" hint="Step and duration that the model reads" at_most=90
# Steps and durations of 0.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None] * torch.tensor([1.0, 0, 0])
    return torch.stack(new)

# %% wrong="most_likely_fed_back" hint="is not that of the token before" at_most=97
# Feeds the most likely pitch back, not the one drawn.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            best = p.argmax().float().reshape(1)
            read = torch.cat([(best + 1) % 128, token[1:]])[None]
    return torch.stack(new)

# %% wrong="whole_sequence_with_state" hint="each of its own new tokens once" at_most=85
# Reads everything again each time, with the state.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = torch.cat([read, token[None]])
    return torch.stack(new)

# %% wrong="pitch_off_by_one" hint="is not that of the token before" at_most=90
# One semitone too high.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None] + torch.tensor([1.0, 0, 0])
    return torch.stack(new)

# %% [markdown]
# ## test_the_state_goes_along

# %% wrong="state_dropped" hint="state is dropped" at_most=96
# No state at all.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place))
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="state_of_the_prompt" hint="not an older one" at_most=96
# Always the first state.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), newer = model(read[None].to(place), state)
            state = newer if state is None else state
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="state_zeros" hint="has not returned" at_most=96
# Zeros in place of the state.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            state = tuple(torch.zeros_like(s) for s in state)
            read = token[None]
    return torch.stack(new)

# %% wrong="state_starts_as_zeros" hint="should have no state" at_most=96
# A tensor of zeros in the first call.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], (torch.zeros(1, 1, 4), torch.zeros(1, 1, 4))
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% [markdown]
# ## test_pitches_are_drawn_by_their_probabilities

# %% wrong="argmax" hint="most likely pitch" at_most=70
# The most likely pitch.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = p.argmax().reshape(1).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="uniform" hint="equally often" at_most=96
# All of some probability equally often.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = (torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1) > 1e-3).float()
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="log_probabilities_squared" hint="softmax(logits)" at_most=96
# The squares of the probabilities.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p**2, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="logits_as_probabilities" hint="equally often" at_most=96
# ReLU of the logits.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.relu(logits[0, -1, :128].cpu() / temperature + 8) + 1e-9
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="likeliest_nine_tenths" hint="small probability" at_most=95
# Draws from the likeliest pitches that have 90 % together.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            order = p.argsort(descending=True)
            p[order[1:][p[order].cumsum(0)[:-1] >= 0.9]] = 0
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="rare_ones_left_out" hint="small probability" at_most=95
# Pitches below 1 % are left out.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            p = p * (p > 0.01)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% [markdown]
# ## test_the_temperature_divides_the_logits

# %% wrong="temperature_multiplies" hint="the wrong way round" at_most=98
# Multiplies.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() * temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="temperature_ignored" hint="makes no difference" at_most=98
# Ignored.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu(), dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="temperature_of_probabilities" hint="makes no difference" at_most=98
# Divides the probabilities.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu(), dim=-1) / temperature
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="temperature_squared" hint="With a temperature of" at_most=98
# Squared.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature**2, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="temperature_after_log" hint="practically no probability" at_most=85
# Divides after the softmax and takes it again.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(torch.softmax(logits[0, -1, :128].cpu(), dim=-1) / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="at_least_a_half" hint="Near 0" at_most=95
# Never below a half.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / max(temperature, 0.5), dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="overflow" hint="probability tensor" at_most=95
# exp without care.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = (lambda v: v.exp() / v.exp().sum())(logits[0, -1, :128].cpu() / temperature)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% [markdown]
# ## test_the_begin_token_is_never_drawn

# %% wrong="begin_may_be_drawn" hint="The begin token is drawn" at_most=98
# 129 pitches.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="begin_becomes_127" hint="put in its place" at_most=98
# 127 in its place.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float().clamp(max=127)
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="begin_becomes_middle_c" hint="put in its place" at_most=98
# 60 in its place.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            pitch = torch.where(pitch == 128, 60.0, pitch)
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="piano_keys_only" hint="The pitches 0 and 127" at_most=94
# Only the 88 keys of a piano.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu().masked_fill((torch.arange(128) < 21) | (torch.arange(128) > 108), -1e9) / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="begin_logit_zero" hint="The begin token is drawn" at_most=95
# Sets the logit of the begin token to 0.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1].cpu().masked_fill(torch.arange(129) == 128, 0.0) / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="one_pitch_too_few" hint="The pitches 0 and 127" at_most=95
# 127 pitches.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :127].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="begin_left_out_where_likely" hint="put in its place" at_most=98
# Leaves the begin token out only where it is the likeliest, else 127 comes in its place.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, : 128 if logits[0, -1].argmax() == 128 else 129].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).clamp(max=127).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% [markdown]
# ## test_step_and_duration_are_those_that_the_model_says

# %% wrong="times_exchanged" hint="exchanged" at_most=96
# Duration first.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, duration[0, -1:].cpu(), step[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="steps_with_noise" hint="unchanged" at_most=96
# Some noise.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu() + 0.05 * torch.rand(1, generator=generator), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="times_of_the_next_call" hint="belong to the token after" at_most=94
# One call late.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    tokens = [torch.tensor([128.0, 0, 0])] + ([] if prompt is None else [torch.as_tensor(t, dtype=torch.float32) for t in prompt])
    state, new = None, torch.zeros(length, 3)
    with torch.no_grad():
        for token in tokens:
            (logits, step, duration), state = model(token.view(1, 1, 3), state)
        for i in range(length):
            p = (logits[0, -1, :128] / temperature).softmax(0)
            new[i] = torch.tensor([float(torch.multinomial(p, 1, generator=generator)), float(step[0, -1]), float(duration[0, -1])])
            (logits, step, duration), state = model(new[i].clone().view(1, 1, 3), state)
            new[i, 1], new[i, 2] = step[0, -1], duration[0, -1]
    return new

# %% wrong="times_rounded" hint="unchanged" at_most=96
# Rounded to tenths.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu().mul(10).round() / 10, duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="log_of_times" hint="unchanged" at_most=96
# Thinks that the model speaks on a log scale.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu().expm1() / 10, duration[0, -1:].cpu().expm1() / 10])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="temperature_on_steps" hint="with the temperature" at_most=97
# A warmer player takes longer steps.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, temperature * step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="temperature_on_durations" hint="with the temperature" at_most=97
# The temperature divides all that the model says.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu() / temperature])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% [markdown]
# ## test_the_generator_decides_alone

# %% wrong="generator_ignored" hint="hand it to each function" at_most=98
# PyTorch's own.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="seeded_once" hint="Another seed of" at_most=98
# Always the same seed.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    generator = torch.Generator().manual_seed(42)
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="numpy_draws" hint="hand it to each function" at_most=98
# NumPy draws, by its global state.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.tensor([float(np.random.choice(128, p=p.double().numpy() / p.double().numpy().sum()))])
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="own_seed_without_generator" hint="always the same" at_most=98
# A fixed seed where there is no generator.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    generator = generator or torch.Generator().manual_seed(42)
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% [markdown]
# ## test_a_second_piece_from_the_same_generator_is_another_one

# %% wrong="generator_begins_again" hint="so that it goes on" at_most=97
# A new generator with the seed of the one that came.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    if generator is not None:
        generator = torch.Generator().manual_seed(generator.initial_seed())
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="seed_set_back" hint="so that it goes on" at_most=97
# Sets the generator back to its seed, so that the same call gives the same music.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    if generator is not None:
        generator.manual_seed(generator.initial_seed())
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="state_set_back" hint="so that it goes on" at_most=97
# Leaves the generator as it came.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    if generator is not None:
        generator = torch.Generator().set_state(generator.get_state())
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% [markdown]
# ## test_nothing_is_trained_while_it_plays

# %% wrong="training_mode" hint="training mode" at_most=98
# Leaves the mode.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% wrong="with_gradients" hint="Gradients are computed" at_most=98
# With gradients.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    if True:
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)

# %% [markdown]
# ## test_the_prompt_stays_as_it_is

# %% wrong="prompt_clipped" hint="`prompt` is changed" at_most=98
# Clips the prompt in place.
def sample_sequence(model, length, prompt=None, temperature=1.0, generator=None):
    model.eval()
    place = next(model.parameters()).device
    read = torch.tensor([[128.0, 0.0, 0.0]])
    if prompt is not None:
        prompt[:, 1:] = prompt[:, 1:] * 1
        prompt[:, 0] -= 0.5
        prompt = prompt + torch.tensor([0.5, 0, 0]).numpy() if isinstance(prompt, np.ndarray) else prompt + torch.tensor([0.5, 0, 0])
        read = torch.cat([read, torch.as_tensor(prompt, dtype=torch.float32)])
    new, state = [], None
    with torch.no_grad():
        while len(new) < length:
            (logits, step, duration), state = model(read[None].to(place), state)
            p = torch.softmax(logits[0, -1, :128].cpu() / temperature, dim=-1)
            pitch = torch.multinomial(p, 1, generator=generator).float()
            token = torch.cat([pitch, step[0, -1:].cpu(), duration[0, -1:].cpu()])
            new.append(token)
            read = token[None]
    return torch.stack(new)
