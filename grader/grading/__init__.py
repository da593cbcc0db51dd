"""Verdicts → gradebook and autograded notebooks, through nbgrader."""
