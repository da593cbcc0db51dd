"""A named tuple; where with a harmless divisor."""
from typing import NamedTuple
class Result(NamedTuple):
    confusion: np.ndarray
    recall: np.ndarray
def confusion_and_recall(y, p, n_class):
    m = np.zeros((n_class, n_class), np.int32)
    for a, b in zip(y, p):
        m[a, b] += 1
    n = m.sum(-1)
    return Result(m, np.where(n, m.diagonal() / np.where(n, n, 1), np.nan))
