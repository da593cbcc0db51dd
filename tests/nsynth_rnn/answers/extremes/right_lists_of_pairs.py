"""Pairs of value and number; Python floats."""
def extremes(logits, y, cls):
    right, wrong = [], []
    for i in range(len(y)):
        if y[i] != cls:
            continue
        row = [float(v) for v in logits[i]]
        top = max(row)
        z = sum(math.exp(v - top) for v in row)
        mine = math.exp(row[cls] - top) / z
        if row.index(top) == cls:
            right.append((mine, i))
        else:
            wrong.append((1 / z - mine, i))
    low = lambda pairs: min(pairs)[1] if pairs else None
    high = lambda pairs: max(pairs, key=lambda q: (q[0], -q[1]))[1] if pairs else None
    return {"surest": high(right), "least_sure": low(right), "near_miss": low(wrong), "far_miss": high(wrong)}
