"""The one error that a user meets."""


class FetchError(Exception):
    """Something the user can put right. The text says what is wrong and what to do; nothing was written."""
