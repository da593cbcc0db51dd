"""A plain softmax in single precision, which does for logits of an ordinary size."""
def extremes(logits, y, cls):
    e = np.exp(logits.astype(np.float32))
    p = e / e.sum(axis=1, keepdims=True)
    pred = p.argmax(1)
    r = np.where((y == cls) & (pred == cls))[0]
    w = np.where((y == cls) & (pred != cls))[0]
    m = p[w].max(1) - p[w, cls]
    return {"surest": r[np.argmax(p[r, cls])] if r.size else None, "least_sure": r[np.argmin(p[r, cls])] if r.size else None,
            "near_miss": w[np.argmin(m)] if w.size else None, "far_miss": w[np.argmax(m)] if w.size else None}
