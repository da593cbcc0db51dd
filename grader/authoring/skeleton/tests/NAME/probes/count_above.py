def count(cell, ask, *, numbers, limit):
    return cell["count_above"](numbers, limit)
