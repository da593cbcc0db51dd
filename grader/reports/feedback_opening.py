"""The first sentences of a student's page: what is good, what would have gained most, what waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from grader.grading.verdict_text import causes
from grader.safe_html import with_code

MOST_NAMED = 3  # questions of one sentence
_CENT = 0.005  # points


def opening(questions: Sequence[dict[str, Any]], penalty: float) -> list[str]:
    """Return the sentences as HTML: three, or fewer where nothing is decided.

    `questions` are as `CollectFeedback` makes them, `penalty` is what lateness cost, in points. What is waived says
    nothing of a student.
    """
    decided = [question for question in questions if not (question["waiting"] or question["waived"])]
    waiting = [question for question in questions if question["waiting"]]
    if not decided and not waiting:
        return ["No question counts: all are waived."]
    if not decided:
        return ["Nothing is decided yet.", _what_waits(waiting, questions)]
    return [
        _what_is_good(decided, waiting),
        _what_would_gain(decided, waiting, penalty),
        _what_waits(waiting, questions),
    ]


def lost(question: dict[str, Any]) -> float:
    """Return the points that are missing in a question that is decided."""
    return max(0.0, round(question["points"] - question["score"], 2))


def _what_is_good(decided: Sequence[dict[str, Any]], waiting: Sequence[dict[str, Any]]) -> str:
    full = [question for question in decided if lost(question) < _CENT]
    so_far = " decided so far" if waiting else ""
    if len(full) == len(decided):
        if len(full) == 1:
            return f"{_name(full[0])}{f', the only question{so_far},' if so_far else ''} has full marks."
        return f"All {len(full)} questions{so_far} have full marks."
    if full:
        has = "has" if len(full) == 1 else "have"
        return f"{len(full)} of the {len(decided)} questions{so_far} {has} full marks: {_named(full)}."
    best = max(decided, key=lambda question: question["score"] / question["points"] if question["points"] else 0)
    if best["score"] > 0:
        return f"The best part is {_name(best)}, with {best['score']:g} of {_points(best['points'])}."
    if all(question["left"] for question in decided):
        none = f"None of the {len(decided)} questions" if len(decided) > 1 else "The only question"
        return f"{none}{so_far} has {'an' if len(decided) > 1 else 'no'} answer."
    return f"No question{so_far} has gained points{' yet' if waiting else ''}."


def _what_would_gain(decided: Sequence[dict[str, Any]], waiting: Sequence[dict[str, Any]], penalty: float) -> str:
    most = max(decided, key=lost)
    if penalty > lost(most) + _CENT:
        return f"To hand in on time would have gained most: being late cost {_points(penalty)}."
    if lost(most) < _CENT:
        return "So far there was nothing more to gain." if waiting else "There was nothing more to gain."
    said = f"{_name(most)} would have gained most: "
    if most["left"]:
        why = "its cell was deleted" if most["deleted"] else "there is no answer in its cell"
        return f"{said}its {_points(most['points'])} {_are(most['points'])} missing because {why}."
    part = f"{'all' if lost(most) == most['points'] else f'{lost(most):g}'} of its {_points(most['points'])}"
    idea = _first_idea(most)
    part += f" {_are(lost(most))} missing"
    return f"{said}{part}{f'; look first at “{with_code(idea)}”' if idea else ''}."


def _first_idea(question: dict[str, Any]) -> str:
    """Return what failed first, in words of a test or of the rubric, "" if nobody said."""
    idea = ""
    if question["marks"]:
        worst = max(question["marks"], key=lambda mark: mark.most - mark.points)
        idea = worst.text if worst.points < worst.most else ""
    elif question["tests"] and not question["by_person"]:
        idea = next((cause.idea for cause in causes(question["tests"])), "")
    return idea.rstrip(".")


def _what_waits(waiting: Sequence[dict[str, Any]], questions: Sequence[dict[str, Any]]) -> str:
    if not waiting:
        return "Nothing waits for a person any more."
    points, every = sum(question["points"] for question in waiting), sum(question["points"] for question in questions)
    if len(waiting) == len(questions):
        all_of_them = f"all {len(waiting)} questions" if len(waiting) > 1 else "the only question"
        return f"A person still grades {all_of_them}, worth {_points(every)}."
    worth = f"worth {points:g} of the {_points(every)}"
    if len(waiting) == 1:
        return f"A person still grades {_name(waiting[0])}, {worth}."
    return f"A person still grades {len(waiting)} questions, {worth}: {_named(waiting)}."


def _named(questions: Sequence[dict[str, Any]]) -> str:
    """Return the names of the questions that are worth most, and how many others there are."""
    shown = sorted(questions, key=lambda question: -question["points"])[:MOST_NAMED]
    names = [_name(question) for question in questions if question in shown]
    others = len(questions) - len(names)
    if others:
        names.append("one more" if others == 1 else f"{others} more")
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _name(question: dict[str, Any]) -> str:
    return Markup('<a href="#{}">{}</a>').format(question["name"], Markup(with_code(question["title"])))


def _points(points: float) -> str:
    return f"{round(points, 2):g} {'point' if points == 1 else 'points'}"


def _are(points: float) -> str:
    return "is" if points == 1 else "are"
