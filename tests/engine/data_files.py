"""What tests of written data sets need: all files of a folder, and writes that stop half-way."""

from __future__ import annotations

from pathlib import Path

# For a process of its own: `dies_at(number, method)` stands in for a method whose call number `number` kills it.
DIES_AT = """
import os, signal
count = 0
def dies_at(number, method):
    def counted(self, *arguments):
        global count
        count += 1
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return method(self, *arguments)
    return counted
"""


def tree(folder: Path) -> dict[str, bytes]:
    """All files in a folder and below, hidden and temporary ones too."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def fail_after(writes: int, error: BaseException):
    """A stand-in for `store.write_bytes` whose write number `writes` stops in the middle with `error`."""
    done = []

    def write_bytes(path: Path, content: bytes) -> None:
        done.append(path)
        path.write_bytes(content if len(done) < writes else content[: len(content) // 2])
        if len(done) == writes:
            raise error

    return write_bytes
