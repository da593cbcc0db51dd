"""Example submissions, a class of example students, and a course folder to try them in."""
