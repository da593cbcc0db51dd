# %% [markdown]
# # Worked answers of `longest_copy`

# %% [markdown]
# ## Right answers

# %% right="numpy"
# One line for all places.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return int(best)

# %% right="texts"
# A character for each pitch; runs that are longer than the best so far.
def longest_copy(pitches, pieces):
    words = [chr(200 + int(p)) for p in pitches]
    texts = ["".join(chr(200 + int(p)) for p in piece) for piece in pieces]
    best = 0
    for i in range(len(words)):
        while i + best < len(words) and any("".join(words[i : i + best + 1]) in text for text in texts):
            best += 1
    return best

# %% right="two_rows"
# Dynamic programming in plain Python, with dicts of places.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        places = {}
        for j, note in enumerate(piece):
            places.setdefault(int(note), []).append(j)
        before = {}
        for pitch in pitches:
            now = {j: before.get(j - 1, 0) + 1 for j in places.get(int(pitch), ())}
            best = max(best, max(now.values(), default=0))
            before = now
    return best

# %% right="separated_by_a_stranger"
# All pieces in one array, with -1 between them.
def longest_copy(pitches, pieces):
    parts = []
    for piece in pieces:
        parts += [[-1], np.asarray(piece, dtype=int)]
    whole = np.concatenate([*parts, [-1]]).astype(int)
    run, best = np.zeros(len(whole), dtype=int), 0
    for pitch in pitches:
        run = np.where(whole == pitch, np.concatenate([[0], run[:-1]]) + 1, 0)
        best = max(best, int(run.max()))
    return best

# %% right="sets_of_runs"
# Sets of all runs of a length; the length is halved in.
def longest_copy(pitches, pieces):
    pitches, pieces = [int(p) for p in pitches], [[int(p) for p in piece] for piece in pieces]
    def common(n):
        mine = {tuple(pitches[i : i + n]) for i in range(len(pitches) - n + 1)}
        return any(tuple(piece[j : j + n]) in mine for piece in pieces for j in range(len(piece) - n + 1))
    low, high = 0, len(pitches)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if common(middle) else (low, middle - 1)
    return low

# %% right="difflib"
# SequenceMatcher, piece by piece.
def longest_copy(pitches, pieces):
    import difflib
    mine = [int(p) for p in pitches]
    return max((difflib.SequenceMatcher(None, mine, [int(p) for p in piece], autojunk=False).find_longest_match().size for piece in pieces), default=0)

# %% right="diagonals"
# Along the diagonals of the table of equal notes.
def longest_copy(pitches, pieces):
    best, a = 0, np.asarray(pitches)
    for piece in pieces:
        b = np.asarray(piece)
        for shift in range(-len(a) + 1, len(b)):
            same = a[max(0, -shift) : len(b) - shift] == b[max(0, shift) : len(a) + shift]
            edges = np.flatnonzero(np.diff(np.concatenate([[0], same.astype(int), [0]])))
            if len(edges):
                best = max(best, int((edges[1::2] - edges[::2]).max()))
    return best

# %% right="torch"
# Tensors.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = torch.as_tensor(np.asarray(piece, dtype=int))
        run = torch.zeros(len(piece), dtype=torch.long)
        for pitch in pitches:
            run = (torch.cat([torch.zeros(1, dtype=torch.long), run])[: len(piece)] + 1) * (piece == int(pitch))
            best = max(best, int(run.max()) if len(run) else 0)
    return best

# %% right="numpy_integer"
# A NumPy integer.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return np.int64(best)

# %% right="bytes"
# bytes know `in`.
def longest_copy(pitches, pieces):
    words = [bytes([int(p)]) for p in pitches]
    texts = [bytes(int(p) for p in piece) for piece in pieces]
    best = 0
    for i in range(len(words)):
        while i + best < len(words) and any(b"".join(words[i : i + best + 1]) in text for text in texts):
            best += 1
    return best

# %% right="automaton"
# A suffix automaton of each piece reads the pitches.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        after, link, length, last = [{}], [-1], [0], 0
        for note in map(int, piece):
            now, state = len(after), last
            after.append({})
            link.append(0)
            length.append(length[last] + 1)
            while state >= 0 and note not in after[state]:
                after[state][note] = now
                state = link[state]
            if state >= 0:
                target = after[state][note]
                if length[target] == length[state] + 1:
                    link[now] = target
                else:
                    twin = len(after)
                    after.append(dict(after[target]))
                    link.append(link[target])
                    length.append(length[state] + 1)
                    link[now] = link[target] = twin
                    while state >= 0 and after[state].get(note) == target:
                        after[state][note] = twin
                        state = link[state]
            last = now
        state = found = 0
        for note in map(int, pitches):
            while state and note not in after[state]:
                state = link[state]
                found = length[state]
            if note in after[state]:
                state, found = after[state][note], found + 1
            best = max(best, found)
    return best

# %% right="rolling_numbers"
# A number for each window, to base 131; equal numbers are looked at again.
def longest_copy(pitches, pieces):
    def windows(notes, n):
        base, value, found = 131 ** (n - 1), 0, {}
        for i, note in enumerate(notes):
            if i >= n:
                value -= (notes[i - n] + 1) * base
            value = value * 131 + note + 1
            if i >= n - 1:
                found[value] = i
        return found.keys()

    mine, pieces = [int(p) for p in pitches], [[int(p) for p in piece] for piece in pieces]
    low, high = 0, len(mine)
    while low < high:
        n = (low + high + 1) // 2
        known = windows(mine, n)
        if any(not known.isdisjoint(windows(piece, n)) for piece in pieces):
            low = n
        else:
            high = n - 1
    return low

# %% [markdown]
# ## test_it_is_the_length_of_the_longest_common_run

# %% wrong="steps_counted" hint="one too small" at_most=70
# Counts the steps between notes.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return max(0, int(best) - 1)

# %% wrong="one_too_many" hint="one too large" at_most=80
# One more.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return int(best) + 1 if best else 0

# %% wrong="share" hint="one whole number" at_most=20
# A share of the notes.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return best / max(1, len(pitches))

# %% wrong="number_of_common_notes" hint="longest run" at_most=60
# How many notes stand somewhere.
def longest_copy(pitches, pieces):
    known = {int(p) for piece in pieces for p in piece}
    return sum(int(p) in known for p in pitches)

# %% wrong="first_run_found" hint="longest run" at_most=85
# Stops at the first run that ends.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = list(map(int, piece))
        for i, pitch in enumerate(map(int, pitches)):
            if pitch in piece:
                j, n = piece.index(pitch), 0
                while i + n < len(pitches) and j + n < len(piece) and int(pitches[i + n]) == piece[j + n]:
                    n += 1
                best = max(best, n)
    return best

# %% wrong="no_return" hint="end it with `return`" at_most=10
# Nothing comes back.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())

# %% wrong="the_run_itself" hint="one whole number" at_most=10
# The notes of the run.
def longest_copy(pitches, pieces):
    words = [chr(200 + int(p)) for p in pitches]
    texts = ["".join(chr(200 + int(p)) for p in piece) for piece in pieces]
    best = 0
    for i in range(len(words)):
        while i + best < len(words) and any("".join(words[i : i + best + 1]) in text for text in texts):
            best += 1
    return words[:best] + [0, 0]

# %% wrong="at_most_eight" hint="longest run" at_most=90
# Looks for runs of up to eight notes.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return min(8, int(best))

# %% wrong="digits_joined" hint="longest run" at_most=95
# Joins digits without anything between.
def longest_copy(pitches, pieces):
    words = [str(int(p)) for p in pitches]
    texts = ["".join(str(int(p)) for p in piece) for piece in pieces]
    best = 0
    for i in range(len(words)):
        while i + best < len(words) and any("".join(words[i : i + best + 1]) in text for text in texts):
            best += 1
    return best

# %% wrong="neighbours_equal" hint="longest run" at_most=90
# A semitone more or less.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(np.abs(piece - pitch) <= 1, run[:-1] + 1, 0)
            best = max(best, run.max())
    return int(best)

# %% wrong="one_pass" hint="longest run" at_most=95
# One pointer that starts again at a wrong note, and misses runs that overlap.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = [int(p) for p in piece]
        for j in range(len(piece)):
            n = 0
            for pitch in pitches:
                if j + n < len(piece) and int(pitch) == piece[j + n]:
                    n += 1
                    best = max(best, n)
                else:
                    n = 0
    return best

# %% wrong="stand_in" hint="longest run" at_most=90
# The stand-in of the text.
def longest_copy(pitches, pieces):
    text, texts = [" ".join(map(str, map(int, p))) for p in (pitches,)][0], [" ".join(map(str, map(int, p))) for p in pieces]
    words = text.split()
    return max([n for n in range(0, len(words), 4) for i in range(0, len(words) - n, 4)
                if any(" ".join(words[i : i + n]) in piece for piece in texts)], default=0)

# %% wrong="eight_bits" hint="8 bits" at_most=95
# Lengths from 0 to 255.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=np.uint8)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + np.uint8(1), 0)
            best = max(best, int(run.max()))
    return best

# %% wrong="at_most_127" hint="8 bits" at_most=95
# Lengths from -128 to 127.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        run = np.zeros(len(piece) + 1, dtype=np.int8)
        for pitch in pitches:
            run[1:] = (run[:-1] + np.int8(1)) * (np.asarray(piece) == pitch)
            best = max(best, int(run.max()))
    return best

# %% wrong="no_more_than_200" hint="several hundred" at_most=95
# The first 200 pitches only.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches[:200]:
            run[1:] = np.where(np.asarray(piece) == pitch, run[:-1] + 1, 0)
            best = max(best, int(run.max()))
    return best

# %% [markdown]
# ## test_a_run_has_no_gaps

# %% wrong="subsequence" hint="A run has no gaps" at_most=70
# The longest common subsequence.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        before = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            now = np.zeros(len(piece) + 1, dtype=int)
            now[1:] = np.maximum(before[1:], np.where(np.asarray(piece) == pitch, before[:-1] + 1, 0))
            before = np.maximum.accumulate(now)
        best = max(best, int(before.max()))
    return best

# %% wrong="one_gap_allowed" hint="A run has no gaps" at_most=95
# One note of the piece may be left out.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, np.maximum(run[:-1], np.concatenate([[0], run[:-2]]))[: len(piece)] + 1, 0)
            best = max(best, run.max())
    return int(best)

# %% wrong="own_gaps_allowed" hint="A run has no gaps, in `pitches`" at_most=95
# Other notes in `pitches` do not end a run.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        known = set(map(int, piece))
        kept = [int(p) for p in pitches if int(p) in known]
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in kept:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, int(run.max()))
    return best

# %% [markdown]
# ## test_a_run_has_the_same_order

# %% wrong="backwards_too" hint="backwards is taken" at_most=92
# Also backwards.
def one_way(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return int(best)


def longest_copy(pitches, pieces):
    return max(one_way(pitches, pieces), one_way(list(pitches)[::-1], pieces))

# %% wrong="sorted_windows" hint="longest run" at_most=90
# The notes of a window in any order.
def longest_copy(pitches, pieces):
    pitches = [int(p) for p in pitches]
    for n in range(min(60, len(pitches)), 0, -1):
        mine = {tuple(sorted(pitches[i : i + n])) for i in range(len(pitches) - n + 1)}
        for piece in pieces:
            piece = [int(p) for p in piece]
            if any(tuple(sorted(piece[j : j + n])) in mine for j in range(len(piece) - n + 1)):
                return n
    return 0

# %% [markdown]
# ## test_a_run_may_begin_and_end_anywhere

# %% wrong="from_the_first_note_only" hint="is not found" at_most=75
# Only runs that begin with the first of `pitches`.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        for j in range(len(piece)):
            n = 0
            while n < len(pitches) and j + n < len(piece) and int(pitches[n]) == int(piece[j + n]):
                n += 1
            best = max(best, n)
    return best

# %% wrong="start_of_the_piece_only" hint="is not found" at_most=70
# Only runs that begin with the first note of a piece.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        for i in range(len(pitches)):
            n = 0
            while i + n < len(pitches) and n < len(piece) and int(pitches[i + n]) == int(piece[n]):
                n += 1
            best = max(best, n)
    return best

# %% wrong="last_note_left_out" hint="the end of `pitches`" at_most=95
# The last of `pitches` is never looked at.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches[:-1]:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return int(best)

# %% wrong="last_note_of_a_piece_left_out" hint="at the end of a piece" at_most=92
# The last note of a piece is never looked at.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)[:-1]
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return int(best)

# %% wrong="first_note_of_a_piece_left_out" hint="at the beginning of a piece" at_most=92
# The first note of a piece is never looked at.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)[1:]
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return int(best)

# %% wrong="same_place_only" hint="is not found" at_most=60
# Only where both have the same place.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        n = 0
        for a, b in zip(pitches, piece):
            n = n + 1 if a == b else 0
            best = max(best, n)
    return best

# %% wrong="short_extracts_skipped" hint="is not found" at_most=95
# Fewer than eight pitches are not looked at.
def longest_copy(pitches, pieces):
    best = 0
    if len(pitches) < 8:
        return 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return int(best)

# %% [markdown]
# ## test_a_run_lies_within_one_piece

# %% wrong="pieces_joined" hint="into the next one" at_most=90
# All pieces in a row.
def longest_copy(pitches, pieces):
    whole = np.concatenate([np.zeros(0, dtype=int), *[np.asarray(piece, dtype=int) for piece in pieces]])
    run, best = np.zeros(len(whole) + 1, dtype=int), 0
    for pitch in pitches:
        run[1:] = np.where(whole == pitch, run[:-1] + 1, 0)
        best = max(best, int(run.max()))
    return best

# %% wrong="sums_over_pieces" hint="longest run" at_most=92
# Adds up what each piece has.
def longest_copy(pitches, pieces):
    total = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run, best = np.zeros(len(piece) + 1, dtype=int), 0
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, int(run.max()))
        total += best
    return total

# %% wrong="joined_by_0" hint="lowest or the highest pitch" at_most=92
# All pieces in a row, with the pitch 0 between them.
def longest_copy(pitches, pieces):
    row = np.concatenate([[0], *(np.append(np.asarray(piece, dtype=int), 0) for piece in pieces)])
    run, best = np.zeros(len(row) + 1, dtype=int), 0
    for pitch in pitches:
        run[1:] = np.where(row == pitch, run[:-1] + 1, 0)
        best = max(best, int(run.max()))
    return 0 if set(map(int, pitches)) == {0} else best

# %% wrong="joined_by_127" hint="lowest or the highest pitch" at_most=92
# All pieces in one text, with the last of the 128 characters between them.
def longest_copy(pitches, pieces):
    text, played = "\x7f".join("".join(chr(int(p)) for p in piece) for piece in pieces), "".join(chr(int(p)) for p in pitches)
    best = 0
    for i in range(len(played)):
        while i + best < len(played) and played[i : i + best + 1] in text:
            best += 1
    return best

# %% [markdown]
# ## test_all_pieces_are_looked_at

# %% wrong="first_piece_only" hint="another piece" at_most=85
# Returns after the first piece.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
        return int(best)
    return 0

# %% wrong="last_piece_only" hint="another piece" at_most=85
# Begins again with each piece.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        best = 0
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return int(best)

# %% wrong="long_pieces_only" hint="is not found" at_most=92
# Skips pieces shorter than `pitches`.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        if len(piece) < len(pitches):
            continue
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return int(best)

# %% wrong="stops_at_an_empty_piece" hint="empty piece" at_most=95
# An empty piece ends the search.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        if len(piece) == 0:
            break
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return int(best)

# %% wrong="shortest_over_pieces" hint="longest run" at_most=90
# The smallest over all pieces.
def longest_copy(pitches, pieces):
    found = []
    for piece in pieces:
        piece = np.asarray(piece)
        run, best = np.zeros(len(piece) + 1, dtype=int), 0
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, int(run.max()))
        found.append(best)
    return min(found, default=0)

# %% [markdown]
# ## test_another_key_is_no_copy

# %% wrong="intervals" hint="in another key" at_most=92
# Compares intervals.
def of_equal(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return int(best)


def longest_copy(pitches, pieces):
    n = of_equal(np.diff(np.asarray(pitches, dtype=int)), [np.diff(np.asarray(p, dtype=int)) for p in pieces])
    return n + 1 if n else of_equal(pitches, pieces)

# %% wrong="long_melodies_in_any_key" hint="in another key" at_most=95
# Runs of twelve notes and more count in any key.
def of_equal(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return int(best)


def longest_copy(pitches, pieces):
    n = of_equal(np.diff(np.asarray(pitches, dtype=int)), [np.diff(np.asarray(p, dtype=int)) for p in pieces])
    return max(n + 1 if n > 10 else 0, of_equal(pitches, pieces))

# %% wrong="octaves_equal" hint="in another key" at_most=70
# Pitch classes.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece % 12 == pitch % 12, run[:-1] + 1, 0)
            best = max(best, run.max())
    return int(best)

# %% [markdown]
# ## test_nothing_in_common_is_0

# %% wrong="at_least_1" hint="should be 0" at_most=95
# At least one.
def longest_copy(pitches, pieces):
    best = 1
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return int(best)

# %% wrong="no_pieces_fail" hint="ValueError" at_most=95
# max of nothing.
def longest_copy(pitches, pieces):
    def of(piece):
        piece = np.asarray(piece)
        run, best = np.zeros(len(piece) + 1, dtype=int), 0
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, int(run.max()))
        return best
    return max(of(piece) for piece in pieces)

# %% wrong="minus_1_for_nothing" hint="should be 0" at_most=95
# -1 where there is none.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return int(best) or -1

# %% [markdown]
# ## test_lists_are_as_good_as_arrays

# %% wrong="arrays_only" hint="Lists give another result" at_most=96
# A list equals no number.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return int(best)

# %% [markdown]
# ## test_it_is_quick_enough_for_real_pieces

# %% wrong="rests_copied" hint="time" at_most=96
# Copies the piece and its rest for each pair of places.
def longest_copy(pitches, pieces):
    best, pitches = 0, [int(p) for p in pitches]
    for piece in pieces:
        piece = [int(p) for p in piece]
        for i in range(len(pitches)):
            for j in range(len(piece)):
                run = 0
                for one, other in zip(pitches[i:], piece[:][j:]):
                    if one != other:
                        break
                    run += 1
                best = max(best, run)
    return best

# %% [markdown]
# ## test_all_stays_as_it_is

# %% wrong="pieces_used_up" hint="is changed" at_most=96
# Takes the pieces out of the list.
def longest_copy(pitches, pieces):
    best = 0
    while len(pieces):
        piece = pieces.pop()
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    return int(best)

# %% wrong="pitches_sorted_in_place" hint="is changed" at_most=96
# Marks notes that were found.
def longest_copy(pitches, pieces):
    best = 0
    for piece in pieces:
        piece = np.asarray(piece)
        run = np.zeros(len(piece) + 1, dtype=int)
        for pitch in pitches:
            run[1:] = np.where(piece == pitch, run[:-1] + 1, 0)
            best = max(best, run.max())
    if len(pitches) and not isinstance(pitches, list):
        pitches[0] = -1
    return int(best)
