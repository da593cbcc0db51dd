"""What the visible self-checks say of worked answers."""

SAYS = {
    "count_above": {
        "wrong_at_most_one": "Two of 1, 5 and 7 are greater than 2.",
    },
}

STRICTER = set()
