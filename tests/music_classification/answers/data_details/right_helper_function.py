"""A helper of its own and a loop: long, but it counts."""
def count_rows(table):
    rows = 0
    for _ in table:
        rows += 1
    return rows


n_tr, n_ts = map(count_rows, (Xtr, Xts))
n_feat = Xtr.T.shape[0]
seen = []
for label in ytr:
    if label not in seen:
        seen.append(label)
n_class = len(seen)
