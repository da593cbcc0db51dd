"""Under which names a learning management system handed over a student's file: feedback goes back under these.

Kept in `.grader/origins/`, one JSON file for each student, when `grader collect` takes a hand-in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from grader.course import Course
from grader.files import write_whole

CANVAS, MOODLE, BRIGHTSPACE = "canvas", "moodle", "brightspace"
SYSTEMS = (CANVAS, MOODLE, BRIGHTSPACE)


@dataclass(frozen=True)
class Origin:
    """A system, and the part of the path by which it knows the student.

    Canvas: the name of the file. Moodle: the folder, or what stands before the file's own name. Brightspace: the
    folder.
    """

    system: str
    name: str

    def file(self, title: str) -> str:
        """Return the path in a zip file under which the system gives the page `title`.html to the student.

        Canvas looks for the numbers of user and file in the name, Moodle for `_number_assignsubmission_file`
        (https://github.com/moodle/moodle, mod/assign/feedback/file/importziplib.php), Brightspace for the folder.
        """
        if self.system == CANVAS:
            return f"{self.name.rpartition('.')[0] or self.name}.html"
        if self.system == MOODLE and not self.name.endswith("/"):
            return f"{self.name}{title}.html"
        return f"{self.name.rstrip('/')}/{title}.html"


def keep_origin(course: Course, assignment: str, student: str, origin: Origin, replace: bool = True) -> None:
    """Remember the name; of each system the last one counts. Without `replace` a known name stays."""
    known = find_origins(course, assignment, student)
    if origin.system in known and not replace:
        return
    path = course.cache / "origins" / assignment / f"{student}.json"
    write_whole(path, json.dumps({**{one.system: one.name for one in known.values()}, origin.system: origin.name}))


def find_origins(course: Course, assignment: str, student: str) -> dict[str, Origin]:
    """Return {system: origin} of what was collected from a student; nothing if the file is damaged."""
    path = course.cache / "origins" / assignment / f"{student}.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {system: Origin(system, name) for system, name in found.items() if isinstance(name, str)}
    except (OSError, ValueError, AttributeError):
        return {}
