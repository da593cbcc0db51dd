"""nbgrader's formgrader on a course: its pages and its interface, on a server that does nothing else."""
