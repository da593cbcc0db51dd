"""Grades out to where they live, and a plugin of each way for `nbgrader export`.

`class_grades` (what the gradebook says) → `fill` (who is who, what goes in) → the file of a system in `grader.lms`.
"""


def __getattr__(name: str) -> type:
    """Return the plugin called `name`, which nbgrader's command looks for here."""
    if name.endswith("Exporter"):
        from grader.exporters.plugins import PLUGINS

        if name in PLUGINS:
            return PLUGINS[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
