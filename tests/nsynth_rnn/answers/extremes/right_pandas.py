"""A table, and idxmax and idxmin of its columns."""
import pandas as pd
def extremes(logits, y, cls):
    p = pd.DataFrame(logits).apply(lambda r: np.exp(r - r.max()) / np.exp(r - r.max()).sum(), axis=1)
    t = pd.DataFrame({"p": p[cls], "said": p.idxmax(axis=1), "top": p.max(axis=1)})[y == cls]
    hit, miss = t[t.said == cls], t[t.said != cls]
    gap = miss.top - miss.p
    return {"surest": None if hit.empty else hit.p.idxmax(), "least_sure": None if hit.empty else hit.p.idxmin(),
            "near_miss": None if miss.empty else gap.idxmin(), "far_miss": None if miss.empty else gap.idxmax()}
