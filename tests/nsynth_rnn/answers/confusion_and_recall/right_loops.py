"""Lists of Python numbers turned into arrays."""
def confusion_and_recall(y, p, n_class):
    table = [[0] * n_class for _ in range(n_class)]
    for right_class, said in zip(y, p):
        table[int(right_class)][int(said)] += 1
    recall = []
    for c in range(n_class):
        total = sum(table[c])
        recall.append(table[c][c] / total if total else float("nan"))
    return np.array(table), np.array(recall)
