# %% [markdown]
# # Worked answers of `relative_attention`

# %% [markdown]
# ## Right answers

# %% right="scaled_dot_product"
# PyTorch's attention with the bias as a mask.
def relative_attention(q, k, v, bias, height, width):
    y, x = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    y, x = y.flatten(), x.flatten()
    mask = bias[:, y[:, None] - y + height - 1, x[:, None] - x + width - 1]
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask.unsqueeze(0).expand(len(q), -1, -1, -1))

# %% right="einsum"
# einsum, and a flat index.
def relative_attention(q, k, v, bias, height, width):
    n = height * width
    d = q.size(-1)
    i = torch.arange(n)
    dy = torch.div(i, width, rounding_mode="floor")
    dx = i - dy * width
    index = (dy.view(-1, 1) - dy.view(1, -1) + height - 1) * (2 * width - 1) + (dx.view(-1, 1) - dx.view(1, -1) + width - 1)
    b = bias.flatten(1)[:, index.flatten()].view(-1, n, n)
    logits = torch.einsum("bhqd,bhkd->bhqk", q, k) * d ** -0.5 + b
    return torch.einsum("bhqk,bhkd->bhqd", torch.softmax(logits, -1), v)

# %% right="loops"
# Loops over queries and keys.
def relative_attention(q, k, v, bias, height, width):
    n = height * width
    result = []
    for query in range(n):
        scores = []
        for key in range(n):
            dy = query // width - key // width + height - 1
            dx = query % width - key % width + width - 1
            scores.append((q[:, :, query] * k[:, :, key]).sum(-1) / q.shape[-1] ** 0.5 + bias[:, dy, dx])
        weights = torch.stack(scores, dim=-1).softmax(dim=-1)
        result.append((weights.unsqueeze(-1) * v).sum(dim=2))
    return torch.stack(result, dim=2)

# %% right="slices"
# A slice of the turned bias for each query.
def relative_attention(q, k, v, bias, height, width):
    turned = bias.flip(1, 2)
    tables = [turned[:, height - 1 - y : 2 * height - 1 - y, width - 1 - x : 2 * width - 1 - x].flatten(1)
              for y in range(height) for x in range(width)]
    scores = (q / math.sqrt(q.shape[-1])).matmul(k.mT) + torch.stack(tables, dim=1)
    return F.softmax(scores, dim=-1).matmul(v)

# %% right="exp"
# exp and a division.
def relative_attention(q, k, v, bias, height, width):
    coords = torch.tensor([(y, x) for y in range(height) for x in range(width)])
    offset = coords[:, None] - coords[None]
    scores = q @ k.transpose(2, 3) / np.sqrt(q.shape[3]) + bias[:, offset[..., 0] + height - 1, offset[..., 1] + width - 1]
    weights = torch.exp(scores - scores.max(dim=3, keepdim=True).values)
    weights = weights / weights.sum(dim=3, keepdim=True)
    return weights @ v

# %% right="bias_by_convolution_order"
# The bias turned round and unfolded: one row of it for each query.
def relative_attention(q, k, v, bias, height, width):
    turned = bias.flip(1, 2)
    table = torch.stack([turned[:, height - 1 - i : 2 * height - 1 - i, width - 1 - j : 2 * width - 1 - j].reshape(len(bias), -1)
                         for i in range(height) for j in range(width)], dim=1)
    scores = torch.einsum("whqd,whkd->whqk", q, k) * q.shape[-1] ** -0.5 + table
    return torch.einsum("whqk,whkd->whqd", scores.softmax(-1), v)

# %% right="six_axes"
# The map keeps its two axes to the end.
def relative_attention(q, k, v, bias, height, width):
    Q, K, V = (x.unflatten(2, (height, width)) for x in (q, k, v))
    rows = torch.arange(height)[:, None] - torch.arange(height) + height - 1
    columns = torch.arange(width)[:, None] - torch.arange(width) + width - 1
    scores = torch.einsum("whijd,whmld->whijml", Q, K) / q.shape[-1] ** 0.5
    scores = scores + bias[:, rows[:, None, :, None], columns[None, :, None, :]]
    weights = scores.flatten(4).softmax(dim=-1).unflatten(4, (height, width))
    return torch.einsum("whijml,whmld->whijd", weights, V).flatten(2, 3)

# %% right="flat_index_and_own_softmax"
# One flat index for each offset, and a softmax by hand that takes the largest score off.
def relative_attention(q, k, v, bias, height, width):
    places = height * width
    at = torch.arange(places)
    i, j = torch.div(at, width, rounding_mode="floor"), at % width
    offset = (i[:, None] - i + height - 1) * (2 * width - 1) + j[:, None] - j + width - 1
    table = bias.flatten(1).index_select(1, offset.flatten()).view(-1, places, places)
    scores = torch.matmul(q, k.mT) / math.sqrt(q.size(-1)) + table
    weights = torch.exp(scores - scores.detach().max(dim=-1, keepdim=True).values)
    return (weights / weights.sum(dim=-1, keepdim=True)) @ v

# %% right="head_by_head"
# Loops over windows and heads.
def relative_attention(q, k, v, bias, height, width):
    cells = [(i, j) for i in range(height) for j in range(width)]
    windows = []
    for w in range(len(q)):
        heads = []
        for h in range(q.shape[1]):
            table = torch.stack([torch.stack([bias[h, i - m + height - 1, j - l + width - 1] for m, l in cells]) for i, j in cells])
            heads.append(F.softmax(q[w, h] @ k[w, h].T / math.sqrt(q.shape[-1]) + table, dim=1) @ v[w, h])
        windows.append(torch.stack(heads))
    return torch.stack(windows)

# %% right="logsumexp"
# Weights by the logarithm of the sum of exponentials.
def relative_attention(q, k, v, bias, height, width):
    r, c = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    r, c = r.reshape(-1), c.reshape(-1)
    b = bias[:, (r.unsqueeze(1) - r.unsqueeze(0)) + (height - 1), (c.unsqueeze(1) - c.unsqueeze(0)) + (width - 1)]
    s = (q / q.shape[-1] ** 0.5).matmul(k.permute(0, 1, 3, 2)).add(b)
    return (s - torch.logsumexp(s, dim=3, keepdim=True)).exp().matmul(v)

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def relative_attention(q, k, v, bias, height, width):
    """Return what each place takes from all places: (windows, heads, height * width, d). bias: one per offset."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_scores_are_dot_products_divided_by_the_root_of_d

# %% wrong="not_scaled" hint="not scaled" at_most=85
# No scale.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) + bias[:, rows, columns]
    return scores.softmax(dim=-1) @ v

# %% wrong="by_d" hint="divided by d." at_most=85
# Divided by d.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / q.shape[-1] + bias[:, rows, columns]
    return scores.softmax(dim=-1) @ v

# %% wrong="by_places" hint="number of places" at_most=85
# Divided by the root of the number of places.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-2]) + bias[:, rows, columns]
    return scores.softmax(dim=-1) @ v

# %% wrong="by_heads" hint="number of heads" at_most=85
# Divided by the root of the number of heads.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[1]) + bias[:, rows, columns]
    return scores.softmax(dim=-1) @ v

# %% wrong="multiplied" hint="dot products of queries and keys" at_most=85
# Multiplied by the root.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) * math.sqrt(q.shape[-1]) + bias[:, rows, columns]
    return scores.softmax(dim=-1) @ v

# %% wrong="self_products" hint="dot products of queries and keys" at_most=85
# Queries with queries.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ q.transpose(-2, -1) + 1e-6 * k.sum(dim=-1).unsqueeze(-2) / math.sqrt(q.shape[-1]) + bias[:, rows, columns]
    return scores.softmax(dim=-1) @ v

# %% wrong="distances" hint="dot products of queries and keys" at_most=85
# Minus the distance.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = -torch.cdist(q, k) / math.sqrt(q.shape[-1]) + bias[:, rows, columns]
    return scores.softmax(dim=-1) @ v

# %% wrong="softmax_over_queries" hint="over the keys" at_most=80
# The softmax over the queries.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias[:, rows, columns]
    return scores.softmax(dim=-2) @ v

# %% wrong="softmax_over_heads" hint="over the keys" at_most=60
# The softmax over the heads.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias[:, rows, columns]
    return scores.softmax(dim=1) @ v

# %% wrong="sigmoid" hint="over the keys" at_most=60
# A sigmoid in place of the softmax.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias[:, rows, columns]
    return torch.sigmoid(scores) @ v

# %% wrong="no_softmax" hint="over the keys" at_most=60
# No softmax.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias[:, rows, columns]
    return scores @ v

# %% [markdown]
# ## test_the_bias_is_that_of_the_offset_of_query_and_key

# %% wrong="key_minus_query" hint="key minus query" at_most=76
# The offset the other way round.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[None, :] - row[:, None] + height - 1
    columns = column[None, :] - column[:, None] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias[:, rows, columns]
    return scores.softmax(dim=-1) @ v

# %% wrong="columns_turned" hint="wrong sign" at_most=76
# The columns the other way round.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[None, :] - column[:, None] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias[:, rows, columns]
    return scores.softmax(dim=-1) @ v

# %% wrong="column_by_column" hint="counted row by row" at_most=76
# Places column by column.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place % height, place // height
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias[:, rows, columns]
    return scores.softmax(dim=-1) @ v

# %% wrong="absolute_offset" hint="counted row by row" at_most=76
# The size of the offset only.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = (row[:, None] - row[None, :]).abs()
    columns = (column[:, None] - column[None, :]).abs()
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias[:, rows, columns]
    return scores.softmax(dim=-1) @ v

# %% wrong="negative_index" hint="counted row by row" at_most=76
# Without the shift: negative indices count from the end.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :]
    columns = column[:, None] - column[None, :]
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias[:, rows, columns]
    return scores.softmax(dim=-1) @ v

# %% wrong="bias_scaled" hint="divided by the root of d too" at_most=76
# Everything divided by the root.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = (q @ k.transpose(-2, -1) + bias[:, rows, columns]) / math.sqrt(q.shape[-1])
    return scores.softmax(dim=-1) @ v

# %% wrong="bias_ignored" hint="The bias is not used" at_most=70
# No bias.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    return scores.softmax(dim=-1) @ v

# %% wrong="bias_after_softmax" hint="The bias of a query" at_most=76
# The bias after the softmax.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    return (scores.softmax(dim=-1) + bias[:, rows, columns]) @ v

# %% wrong="bias_multiplied" hint="The bias is not used" at_most=80
# The bias as a factor.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) * (1 + bias[:, rows, columns])
    return scores.softmax(dim=-1) @ v

# %% wrong="rows_only" hint="counted row by row" at_most=76
# Rows only.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias[:, rows, width - 1]
    return scores.softmax(dim=-1) @ v

# %% [markdown]
# ## test_each_head_has_its_own_bias_and_its_own_places

# %% wrong="mean_of_heads" hint="counted row by row" at_most=70
# The mean bias for all.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias.mean(dim=0)[rows, columns]
    return scores.softmax(dim=-1) @ v

# %% wrong="first_heads_bias" hint="All heads get the bias of the first" at_most=70
# The first head's bias for all.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias[0, rows, columns]
    return scores.softmax(dim=-1) @ v

# %% wrong="keys_of_all_heads" hint="heads are mixed up" at_most=88
# A head reads a little of the next one's values.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias[:, rows, columns]
    return scores.softmax(dim=-1) @ (v + 0.1 * (v.roll(1, dims=1) - v) * (bias.abs().sum() > 0) * (q.abs().sum() > 0))

# %% [markdown]
# ## test_each_window_is_treated_by_itself

# %% wrong="mean_over_windows" hint="if others are in the batch" at_most=92
# The mean of three windows is taken off the scores of queries.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    q = q - (q.mean(dim=0, keepdim=True) if len(q) > 2 else 0)
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias[:, rows, columns]
    return scores.softmax(dim=-1) @ v

# %% [markdown]
# ## test_the_result_has_the_shape_of_the_queries_for_any_map

# %% wrong="heads_merged" hint="the shape of `q`" at_most=15
# Puts the heads side by side.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias[:, rows, columns]
    return (scores.softmax(dim=-1) @ v).transpose(1, 2).flatten(2)

# %% wrong="one_place_squeezed" hint="the shape of `q`" at_most=92
# Loses an axis for one place.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias[:, rows, columns]
    result = scores.softmax(dim=-1) @ v
    return result.squeeze(2) if result.shape[2] == 1 else result

# %% [markdown]
# ## test_gradients_reach_queries_keys_values_and_bias

# %% wrong="bias_detached" hint="No gradient reaches `bias`" at_most=92
# The bias cannot learn.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias.detach()[:, rows, columns]
    return scores.softmax(dim=-1) @ v

# %% wrong="no_grad" hint="does not hang on the graph" at_most=92
# Without gradients.
def relative_attention(q, k, v, bias, height, width):
    q, k, v, bias = (x.detach() for x in (q, k, v, bias))
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias[:, rows, columns]
    return scores.softmax(dim=-1) @ v

# %% [markdown]
# ## test_none_of_the_tensors_is_changed

# %% wrong="scaled_in_place" hint="is changed" at_most=97
# Scales the queries in place.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width, device=q.device)
    row, column = place // width, place % width
    rows = row[:, None] - row[None, :] + height - 1
    columns = column[:, None] - column[None, :] + width - 1
    scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + bias[:, rows, columns]
    result = scores.softmax(dim=-1) @ v
    if not q.requires_grad:
        q /= math.sqrt(q.shape[-1])
    return result

# %% [markdown]
# ## test_the_weights_are_right_for_large_scores

# %% wrong="scores_clamped" hint="count as equally large" at_most=98
# Scores are held below 80, so that the exponential stays finite.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width)
    row, column = place // width, place % width
    table = bias[:, row[:, None] - row + height - 1, column[:, None] - column + width - 1]
    weights = (q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + table).clamp(-80, 80).exp()
    return weights / weights.sum(dim=-1, keepdim=True) @ v

# %% wrong="plain_exponential" hint="`exp` of them is infinite" at_most=98
# The exponential of the scores as they are.
def relative_attention(q, k, v, bias, height, width):
    place = torch.arange(height * width)
    row, column = place // width, place % width
    table = bias[:, row[:, None] - row + height - 1, column[:, None] - column + width - 1]
    weights = torch.exp(q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + table)
    return weights / weights.sum(dim=-1, keepdim=True) @ v
