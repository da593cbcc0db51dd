"""One pass with strict comparisons."""
def extremes(logits, y, cls):
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    best = {}
    for i, (row, label) in enumerate(zip(logits, y)):
        if label != cls:
            continue
        weights = np.exp(row - max(row))
        weights = weights / sum(weights)
        guess = int(np.argmax(row))
        if guess == cls:
            value, keys = weights[cls], ("surest", "least_sure")
        else:
            value, keys = weights[guess] - weights[cls], ("far_miss", "near_miss")
        if found[keys[0]] is None or value > best[keys[0]]:
            found[keys[0]], best[keys[0]] = i, value
        if found[keys[1]] is None or value < best[keys[1]]:
            found[keys[1]], best[keys[1]] = i, value
    return found
