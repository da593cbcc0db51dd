"""One grading run on a course at a time: a lock that the kernel takes back when its process ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from datetime import datetime

from grader.course import Course
from grader.errors import UserError


@contextlib.contextmanager
def grading_alone(course: Course) -> Iterator[None]:
    """Hold the course's lock. Raises UserError that names the other run."""
    course.cache.mkdir(exist_ok=True)
    with (course.cache / "grading.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            other = lock.read().strip() or "another process"
            raise UserError(f"this course is being graded by {other}: wait for it to end, or stop it.") from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, started {datetime.now():%H:%M:%S}")
        lock.flush()
        try:
            yield
        finally:
            lock.truncate(0)
            # Closing is not enough: a process that was just forked and has not yet become another program holds the
            # same open file, and with it the lock.
            fcntl.flock(lock, fcntl.LOCK_UN)
