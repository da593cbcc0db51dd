"""`not 0` is true: the note in row 0 is replaced by any other.

Hint: row 0
At most: 88 %
"""
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    best = {}
    for i in range(len(y)):
        if y[i] != cls:
            continue
        if logits[i].argmax() == cls:
            v = p[i, cls]
            if not best.get("surest") or v > p[best["surest"], cls]:
                best["surest"] = i
            if not best.get("least_sure") or v < p[best["least_sure"], cls]:
                best["least_sure"] = i
        else:
            m = lambda k: p[k].max() - p[k, cls]
            if not best.get("far_miss") or m(i) > m(best["far_miss"]):
                best["far_miss"] = i
            if not best.get("near_miss") or m(i) < m(best["near_miss"]):
                best["near_miss"] = i
    return {k: best.get(k) for k in ("surest", "least_sure", "near_miss", "far_miss")}
