"""Errors that a person can mend: the command prints their text, without a traceback, and exits with 2."""


class UserError(Exception):
    """Something the user can put right; the text says what and how."""
