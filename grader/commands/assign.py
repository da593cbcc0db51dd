"""Share the marking of an assignment among TAs, with a sample for a second marker."""

from __future__ import annotations

import argparse
from pathlib import Path

EXAMPLE = "grader assign music_classification --tas anna,ben --by questions --apart apart.csv --second 0.1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--tas", metavar="NAMES", help="who marks, as in `grader formgrader --as` (default: as before)")
    parser.add_argument("--by", choices=("submissions", "questions"), help="what each gets (default: as before)")
    parser.add_argument("--apart", type=Path, metavar="FILE", help="CSV with columns ta, student: pairs not to meet")
    parser.add_argument("--second", type=float, metavar="SHARE", help="of students, for a second marker: 0.1")
    parser.add_argument("--dry-run", action="store_true", help="only show who would get how much")
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the table")


def run(chosen: argparse.Namespace) -> int:
    """Share the answers, and show who got how many."""
    import json
    from collections import Counter

    from grader.commands.terminal import Terminal
    from grader.course import Course
    from grader.errors import UserError
    from grader.grading.session import Session
    from grader.grading.shares import SUBMISSIONS, read_shares, share_out, work_of_people, write_shares

    course = Course.find()
    course.author_text(chosen.assignment)
    with Session(course) as session:
        work = {}
        if session.has_gradebook:
            with session.gradebook() as gradebook:
                work = work_of_people(gradebook, chosen.assignment)
    if not work:
        raise UserError(f"nobody is graded yet: run `grader grade {chosen.assignment}` first.")
    kept = read_shares(course, chosen.assignment)
    before = sorted({ta for share in kept.values() for ta in share.first.values()})
    tas = list(dict.fromkeys(filter(None, map(str.strip, (chosen.tas or "").split(","))))) if chosen.tas else before
    if not tas:
        raise UserError("say who marks: --tas anna,ben.")
    if chosen.second is not None and not 0 <= chosen.second <= 1:
        raise UserError("--second takes a share from 0 to 1, such as 0.1.")
    if chosen.second and len(tas) < 2:
        raise UserError("a second marker is another one: name two TAs at least.")
    by = chosen.by or next((share.by for share in kept.values()), SUBMISSIONS)
    second = sum(bool(share.second) for share in kept.values()) / len(work) if chosen.second is None else chosen.second
    apart = _read_apart(chosen.apart, tas, set(work)) if chosen.apart else set()
    shares = share_out(work, tas, by, apart, min(second, 1.0), kept)
    if not chosen.dry_run:
        write_shares(course, chosen.assignment, shares)
    counts = {"answers": Counter(ta for share in shares.values() for ta in share.first.values())}
    counts["second look"] = Counter(ta for share in shares.values() for ta in share.second.values())
    if chosen.json:
        print(json.dumps({"done": not chosen.dry_run, "by": by, **counts}, indent=1))
        return 0
    console = Terminal(soft_wrap=True)
    for ta in tas:
        more = counts["second look"][ta]
        console.print(f"{ta}: {counts['answers'][ta]} answers{f', and {more} for a second look' if more else ''}")
    if chosen.dry_run:
        console.print("Nothing is assigned. Next: run it without --dry-run.")
    else:
        console.print(
            f"Next: `grader formgrader --as NAME` shows each one theirs; `grader status {chosen.assignment}`."
        )
    return 0


def _read_apart(path: Path, tas: list[str], students: set[str]) -> set[tuple[str, str]]:
    """Return the pairs (TA, student) of a file. Raises UserError that names what is not known."""
    from grader.errors import UserError
    from grader.lms.csv_text import CsvText

    table = CsvText.read(path)
    titles = [title.strip().lower() for title in table.values(0)]
    if sorted(titles) != ["student", "ta"]:
        raise UserError(f"{path.name} needs the columns ta, student, and has {', '.join(titles)}.")
    rows = [[value.strip() for value in table.values(row)] for row in range(1, len(table.rows))]
    pairs = {(row[titles.index("ta")], row[titles.index("student")]) for row in rows if len(row) == 2 and any(row)}
    strange = sorted({ta for ta, _ in pairs} - set(tas)) + sorted({student for _, student in pairs} - students)
    if strange:
        raise UserError(f"{path.name} names {', '.join(strange)}: no TA of --tas, and nobody who is graded here.")
    return pairs
