"""The same exports for nbgrader's own command.

`nbgrader export --exporter=grader.exporters.TableExporter --assignment '["x"]'`, and one exporter for each system that
takes grades, with `--….into=FILE`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Enum, Unicode

from grader.course import Course
from grader.errors import UserError
from grader.exporters.class_grades import class_grades
from grader.exporters.fill import MARK, REFUSE, SKIP, TABLE, Choices, export_grades, write_file
from grader.lms.grade_file import MATCHES
from grader.lms.registry import TAKE_GRADES


class _Exporter(ExportPlugin):
    """What the exporters share."""

    system = TABLE

    into = Unicode("", help="The file from the platform, to be filled in.").tag(config=True)
    column = Unicode("", help="The title of the platform's column (default: the one like the assignment).").tag(
        config=True
    )
    match = Enum(("", *MATCHES), "", help="What to know students by (default: what the platform is best at).").tag(
        config=True
    )
    unfinished = Enum((REFUSE, MARK), REFUSE, help="What to do if grades are not finished.").tag(config=True)
    unmatched = Enum((REFUSE, SKIP), REFUSE, help="What to do with students who are not in the file.").tag(config=True)
    scale = Bool(False, help="Convert points to the platform's maximum.").tag(config=True)

    def export(self, gradebook: Gradebook) -> None:
        """Write the file; a mistake of the user's is one line and exit code 1, as for other nbgrader commands."""
        try:
            self._export(gradebook)
        except UserError as error:
            self.log.error("%s", error)
            sys.exit(1)

    def _export(self, gradebook: Gradebook) -> None:
        names = [str(name) for name in self.assignment] or [found.name for found in gradebook.assignments]
        if len(names) != 1:
            raise UserError(f"name one assignment with --assignment, of {', '.join(names) or 'none'}.")
        into = Path(self.into).expanduser() if self.into else None
        choices = Choices(
            self.system,
            into,
            self.column or None,
            self.match or None,
            self.unfinished,
            self.unmatched,
            self.scale,
            frozenset(str(student) for student in self.student),
        )
        course = Course(Path(self.parent.coursedir.root)) if self.parent is not None else None
        export = export_grades(class_grades(gradebook, names[0], course), choices)
        path = Path(self.to or f"{names[0]}-{self.system}.csv")
        write_file(export, path, into)
        self.log.info("Wrote %d grades to %s", len(export.filled), path)
        for title in ("without", "unfinished", "unknown", "duplicates", "locked", "notes"):
            if getattr(export, title):
                self.log.warning("%s: %s", title, "; ".join(map(str, getattr(export, title))))


def _exporter(system: str, about: str) -> type[_Exporter]:
    """Return the plugin of a system; nbgrader's settings know it by the name of the class."""
    return type(f"{system.capitalize()}Exporter", (_Exporter,), {"system": system, "__doc__": about})


PLUGINS = {
    plugin.__name__: plugin
    for plugin in (
        type("TableExporter", (_Exporter,), {"__doc__": "Writes a table with total and points of each question."}),
        *(_exporter(one.id, f"Fills in the file of grades of {one.name}.") for one in TAKE_GRADES.values()),
    )
}
