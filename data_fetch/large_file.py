"""One large file from the web, read while it arrives, and kept until it has been read.

What arrives goes to a file on disk too. A connection that breaks is made again and goes on at the same byte (HTTP
Range); so does a later run, which reads first what is on disk. The md5 of the whole is known at the end.
"""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import requests

from data_fetch import download, store
from data_fetch.download import DownloadError, TooSlow, WrongContent
from data_fetch.sources import Archive

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

TRIES = 5  # connections in a row that bring next to nothing
PIECE = 1 << 20  # bytes read at once, at most
SLOW_BYTES = 100_000  # a connection that brings fewer bytes
SLOW_SECONDS = 60.0  # in so many seconds is given up: 24 GB would take months


class LargeFile(io.RawIOBase):
    """The content of `file`, which is at each of `addresses` (folders), to be read once from start to end.

    `kept`: where on disk it is collected. `progress` takes the number of bytes that arrived.
    `read` raises DownloadError where the rest cannot be had.
    """

    def __init__(self, file: Archive, addresses: Sequence[str], kept: Path, progress: Callable[[int], object]) -> None:
        super().__init__()
        self.file = file
        self.addresses = addresses
        self.kept = kept
        self.progress = progress
        self.md5 = hashlib.md5(usedforsecurity=False)
        self.position = 0  # bytes that were read
        self.pieces = self.all_pieces()
        self.rest = b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read into `buffer`; return the number of bytes, 0 at the end."""
        while not self.rest:
            try:
                self.rest = next(self.pieces)
            except StopIteration:
                return 0
            self.md5.update(self.rest)
        view = memoryview(buffer)
        count = min(len(view), len(self.rest))
        view[:count], self.rest = self.rest[:count], self.rest[count:]
        self.position += count
        return count

    def close(self) -> None:
        """Close the connection; what is on disk stays."""
        if not self.closed:
            self.pieces.close()
        super().close()

    def is_right(self) -> bool:
        """Whether the whole was read and has the right checksum."""
        return self.position == self.file.bytes and self.md5.hexdigest() == self.file.md5

    def all_pieces(self) -> Generator[bytes, None, None]:
        """What is on disk, then what comes from the web."""
        try:
            self.kept.parent.mkdir(parents=True, exist_ok=True)
            disk = self.kept.open("a+b", buffering=0)
        except OSError as error:
            raise DownloadError(store.explanation(error, self.kept.parent, "--cache")) from error
        with disk:
            if disk.tell() > self.file.bytes:  # it cannot be this file
                disk.truncate(0)
            disk.seek(0)
            there = 0
            while piece := disk.read(PIECE):
                there += len(piece)
                self.progress(len(piece))
                yield piece
            with download.new_session() as session:
                for piece in self.from_web(session, there):
                    self.write_all(disk, piece)
                    self.progress(len(piece))
                    yield piece

    def write_all(self, disk: io.RawIOBase, piece: bytes) -> None:
        """Write all of `piece`. Raises DownloadError where there is no room."""
        try:
            while piece:
                piece = piece[disk.write(piece) :]
        except OSError as error:
            raise DownloadError(store.explanation(error, self.kept.parent, "--cache")) from error

    def from_web(self, session: requests.Session, start: int) -> Iterator[bytes]:
        """The bytes from `start` on, over as many connections as it takes."""
        addresses = list(self.addresses)
        failures = 0
        while start < self.file.bytes:
            url = f"{addresses[0].rstrip('/')}/{self.file.name}"
            before = start
            try:
                for piece in self.one_connection(session, url, start):
                    start += len(piece)
                    yield piece
                if start < self.file.bytes:
                    raise requests.exceptions.ChunkedEncodingError("the answer is too short")
            except (*download.NETWORK_ERRORS, TooSlow, WrongContent) as error:
                problem = download.explained(error, url, self.file.name, self.kept.parent)
                failures = 1 if start - before >= SLOW_BYTES else failures + 1
                if problem.passing and failures < TRIES:
                    time.sleep(download.PAUSE * failures)
                elif len(addresses) > 1:
                    del addresses[0]
                    failures = 0
                else:
                    raise problem from error

    def one_connection(self, session: requests.Session, url: str, start: int) -> Iterator[bytes]:
        """The bytes from `start` on, as long as the connection holds.

        Raises WrongContent where the server has another file, TooSlow, and errors of the network.
        """
        headers = {"Range": f"bytes={start}-"} if start else {}
        with session.get(url, headers=headers, stream=True, timeout=download.TIMEOUT) as answer:
            if answer.status_code == 416:
                raise WrongContent(f"it ends before byte {start:,}")
            answer.raise_for_status()
            skip = 0 if answer.status_code == 206 else start  # a server without Range begins anew
            size = whole_size(answer)
            if size not in (None, self.file.bytes):
                raise WrongContent(f"{size:,} bytes instead of {self.file.bytes:,}")
            since, count = time.monotonic(), 0
            # read1 gives what has arrived. read would wait for a full piece, however slowly it comes.
            while piece := answer.raw.read1(PIECE):
                count += len(piece)
                if time.monotonic() - since > SLOW_SECONDS:
                    if count < SLOW_BYTES:
                        raise TooSlow(f"{count:,} bytes in {SLOW_SECONDS:g} s")
                    since, count = time.monotonic(), 0
                if skip >= len(piece):
                    skip -= len(piece)
                    continue
                piece, skip = piece[skip:], 0
                start += len(piece)
                if start > self.file.bytes:
                    raise WrongContent(f"more than {self.file.bytes:,} bytes")
                yield piece


def whole_size(answer: requests.Response) -> int | None:
    """The size of the whole file, as the server gives it. None: it does not say.

    Raises WrongContent where it answers with another part than was asked for.
    """
    if answer.status_code != 206:
        length = answer.headers.get("Content-Length", "")
        return int(length) if length.isdigit() else None
    given = answer.headers.get("Content-Range", "")
    asked = answer.request.headers["Range"].removeprefix("bytes=").removesuffix("-")
    if not given.startswith(f"bytes {asked}-"):
        raise WrongContent(f"another part than was asked for: {given}")
    size = given.rpartition("/")[2]
    return int(size) if size.isdigit() else None
