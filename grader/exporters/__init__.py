"""Grades out to where they live: one module for each system, and plugins for `nbgrader export`.

`class_grades` (what the gradebook says) → `fill` (who is who, what goes in) → `csv_text` (the file, kept byte by byte).
"""

from grader.exporters.plugins import BrightspaceExporter, CanvasExporter, MoodleExporter, TableExporter

__all__ = ["BrightspaceExporter", "CanvasExporter", "MoodleExporter", "TableExporter"]
