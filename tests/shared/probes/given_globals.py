"""Let a student's function find given objects as globals."""

import contextlib
import inspect


@contextlib.contextmanager
def given_globals(function, values):
    """Let globals called like the parameters be the given objects, so that using them costs one test only."""
    namespace = getattr(inspect.unwrap(function), "__globals__", {})
    absent = object()
    saved = {name: namespace.get(name, absent) for name in values}
    namespace.update(values)
    try:
        yield
    finally:
        for name, value in saved.items():
            if value is absent:
                namespace.pop(name, None)
            else:
                namespace[name] = value
