"""How much is enough: every number that `seen_cell`, `matching`, `recognise` and `repair` decide by, and why it is so.

Shares are between 0 and 1, of characters in telling lines (`cell_text.share`) or of names (`SeenCell.coverage`).
"""

# --- text --------------------------------------------------------------------------------------------------

# A cell that holds this share of the release cell's own lines is that cell, changed: students add to a cell more
# often than they take away.
SAME_TEXT = 0.6
# A given cell must agree both ways (`cell_text.alike`), which is stricter, so this much less is enough: what a student
# adds to it makes it a cell of their own.
LESS_FOR_GIVEN = 0.1
# Metadata say one cell, its text another, and it holds less than STILL_ITS_TEXT of the first: then the text decides,
# if it agrees this much.
TEXT_AGAINST_METADATA = 0.8
# Below this share a cell's text says nothing of the slot: it is written anew, or another cell.
STILL_ITS_TEXT = 0.3
# From this share on a plot, a record or a written cell is what its metadata say, whatever else it defines.
SURELY_ITS_TEXT = 0.5

# --- names -------------------------------------------------------------------------------------------------

# An answer cell that defines less than this share of its names, and all names of another answer, is that other one.
SURELY_ITS_NAMES = 0.5
# From this share of all that a cell defines, the names of an answer are what the cell is for, and no by-product.
WHAT_IT_IS_FOR = 0.5
# Far from where a lost answer should be, a cell counts as that answer from this share on: a sweep or an experiment
# that happens to set the same name defines much besides.
FAR_FROM_HOME = 0.34

# --- place -------------------------------------------------------------------------------------------------

# Place is evidence only if a neighbour in the release, at most this many cells away, was recognised too.
NEAR = 2
# A figure or comment is looked for in these places beside its untouched cell, nearest first: people add cells below.
BESIDE_A_PLOT = (1, 2, -1)
BESIDE_A_COMMENT = (1, 2)

# --- size --------------------------------------------------------------------------------------------------

# Code beyond this many characters in all is read line by line: no honest notebook has so much.
MOST_PARSED = 1_000_000
