"""Files from the web: several at a time, each one checked, and none of them ever half there.

`fetch_files` fetches what is missing in a folder. A file is received under a temporary name and gets its own name
only when its checksum is right (`pooch` does that), so a run that was stopped goes on with the files that are missing.
Proxies are those of the environment (`https_proxy`, `no_proxy`), as `requests` reads them.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import pooch
import requests
import urllib3
from tqdm import tqdm

from data_fetch import FetchError, store

JOBS = 8  # files received at the same time
TRIES = 3  # for what may pass: a broken connection, a server in trouble
PAUSE = 1.0  # seconds before the second try, twice as many before the third
TIMEOUT = (10.0, 20.0)  # seconds to connect, and without any byte
FILE_SECONDS = 180.0  # for one file: a server that sends a byte now and then never runs into the time-out
PIECE = 1 << 16  # bytes read at once, at most

NETWORK_ERRORS = (requests.RequestException, urllib3.exceptions.HTTPError)


@dataclass(frozen=True)
class RemoteFile:
    """A file by its path below an address, with its size and checksum."""

    path: str
    bytes: int
    sha256: str


class DownloadError(FetchError):
    """Something could not be had from the web. The text is one sentence or two that say why.

    `offline`: there seems to be no network at all. `passing`: it may work a moment later.
    """

    def __init__(self, text: str, *, offline: bool = False, passing: bool = False) -> None:
        super().__init__(text)
        self.offline = offline
        self.passing = passing


class Stopped(Exception):
    """Another file could not be had, or the user interrupted: this one is not waited for."""


class TooSlow(Exception):
    """A file took longer than `FILE_SECONDS`."""


class WrongContent(Exception):
    """What arrives is not the file."""


def fetch_files(files: Sequence[RemoteFile], base_url: str, folder: Path, say: Callable[[str], object] = print) -> None:
    """Fetch those of `files` that are not in `folder`, or not as they should be, from below `base_url`.

    `say` takes a line for the user; on a terminal there is a progress bar too. Raises DownloadError for the first
    file that cannot be had; what has arrived by then stays and is not fetched again.
    """
    if urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).hostname:
        raise DownloadError(f"{base_url} is no address of a web server. It must begin with https:// or http://.")
    try:
        missing = [file for file in files if not is_there(folder / file.path, file)]
        if not missing:
            return
        for parent in {(folder / file.path).parent for file in missing}:
            parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise explained(error, base_url, "", folder) from error
    size = sum(file.bytes for file in missing)
    if free < size:
        raise DownloadError(
            f"There is no room left on the disk of {folder}: {megabytes(size)} are needed, {megabytes(free)} are free. "
            "Free some, or choose another folder with --cache."
        )
    kept = f" ({len(files) - len(missing)} are there already)" if len(missing) < len(files) else ""
    host = urlsplit(base_url).netloc.rpartition("@")[2]
    say(f"Downloading {len(missing)} files, {megabytes(size)}, from {host} into {folder}{kept} …")
    fetch_missing(missing, base_url, folder, size)
    sweep(folder)


def sweep(folder: Path) -> None:
    """Remove what runs that were killed left behind: temporary files of `pooch` from more than an hour ago."""
    for path in folder.rglob("tmp*"):
        with contextlib.suppress(OSError):
            if path.is_file() and time.time() - path.stat().st_mtime > 3600:
                path.unlink()


def fetch_missing(missing: Sequence[RemoteFile], base_url: str, folder: Path, size: int) -> None:
    """Fetch all of `missing`, `size` bytes, with `JOBS` threads. The first error stops them all."""
    pooch.get_logger().setLevel("ERROR")  # it would name each file
    registry = pooch.create(
        path=folder,
        base_url=base_url,
        registry={file.path: f"sha256:{file.sha256}" for file in missing},
        urls={file.path: f"{base_url.rstrip('/')}/{quote(file.path)}" for file in missing},
    )
    stop = threading.Event()
    with (
        new_session() as session,
        tqdm(total=size, unit="B", unit_scale=True, disable=None, leave=False) as bar,
        ThreadPoolExecutor(JOBS) as pool,
    ):
        try:
            jobs = [pool.submit(fetch_one, file, registry, session, bar.update, stop) for file in missing]
            for job in as_completed(jobs):
                job.result()
        except BaseException:  # an interrupt too
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def fetch_one(
    file: RemoteFile,
    registry: pooch.Pooch,
    session: requests.Session,
    progress: Callable[[int], object],
    stop: threading.Event,
) -> None:
    """Fetch one file of `registry`, with `TRIES` tries where the problem may pass. Raises DownloadError."""
    received = 0

    def receive_into(url: str, target: str, _: object) -> None:
        nonlocal received
        progress(-received)  # an earlier try
        received = 0
        with open(target, "wb") as out:
            for piece in pieces(session, url, file.bytes, stop):
                out.write(piece)
                received += len(piece)
                progress(len(piece))
        if received != file.bytes:
            raise WrongContent(f"{received:,} bytes instead of {file.bytes:,}")

    for attempt in range(1, TRIES + 1):
        try:
            registry.fetch(file.path, downloader=receive_into)
            return
        except (*NETWORK_ERRORS, TooSlow, WrongContent, ValueError, OSError) as error:
            problem = explained(error, registry.get_url(file.path), file.path, registry.abspath)
            if attempt == TRIES or not problem.passing or stop.wait(PAUSE * attempt):
                raise problem from error


def fetch_bytes(url: str, most: int) -> bytes:
    """The content at `url`, not more than `most` bytes. Raises DownloadError."""
    try:
        with new_session() as session:
            return b"".join(pieces(session, url, most, threading.Event()))
    except (*NETWORK_ERRORS, TooSlow, WrongContent) as error:
        raise explained(error, url, url.rpartition("/")[2], Path()) from error


def pieces(session: requests.Session, url: str, most: int, stop: threading.Event) -> Iterator[bytes]:
    """The content at `url`, as it arrives. Raises WrongContent where there is more than `most` bytes of it."""
    deadline = time.monotonic() + FILE_SECONDS
    received = 0
    with session.get(url, stream=True, timeout=TIMEOUT) as answer:
        answer.raise_for_status()
        # read1 gives what has arrived. read would wait for a full piece, however slowly it comes.
        while piece := answer.raw.read1(PIECE):
            received += len(piece)
            if received > most:
                raise WrongContent(f"more than {most:,} bytes")
            if time.monotonic() > deadline:
                raise TooSlow(f"{received:,} bytes in {FILE_SECONDS:.0f} s")
            if stop.is_set():
                raise Stopped
            yield piece


def new_session() -> requests.Session:
    """A session that keeps a connection for each of the threads: most of the time goes into making connections."""
    session = requests.Session()
    session.headers["Accept-Encoding"] = "identity"  # the bytes of the file, not packed
    for scheme in ("http://", "https://"):
        session.mount(scheme, requests.adapters.HTTPAdapter(pool_maxsize=JOBS))
    return session


def is_there(path: Path, file: RemoteFile) -> bool:
    """Whether `path` holds all of `file`. Raises OSError where it cannot be read."""
    with contextlib.suppress(FileNotFoundError):
        return path.stat().st_size == file.bytes and store.sha256(path.read_bytes()) == file.sha256
    return False


def explained(error: Exception, url: str, name: str, folder: Path) -> DownloadError:
    """The DownloadError for an error on the way of the file `name` from `url` into `folder`."""
    host = urlsplit(url).hostname
    if isinstance(error, requests.HTTPError):
        return http_problem(error.response.status_code, host, name)
    causes = list(chain(error))

    def is_a(*kinds: type[BaseException]) -> bool:
        return any(isinstance(cause, kinds) for cause in causes)

    if is_a(requests.exceptions.ProxyError, urllib3.exceptions.ProxyError):
        return DownloadError(
            f"The proxy {proxy_of(url)} gives no way to {host} ({reason(causes)}). Correct or unset the environment "
            "variables https_proxy and http_proxy.",
            offline=True,
        )
    if is_a(requests.exceptions.SSLError, urllib3.exceptions.SSLError):
        return DownloadError(f"The certificate of {host} is not trusted here ({reason(causes)}).")
    if is_a(urllib3.exceptions.NameResolutionError):
        return DownloadError(f"No network: the name {host} is not known here.", offline=True)
    if is_a(urllib3.exceptions.NewConnectionError):
        return DownloadError(f"No network: there is no connection to {host} ({reason(causes)}).", offline=True)
    if is_a(requests.ConnectTimeout, urllib3.exceptions.ConnectTimeoutError):
        return DownloadError(f"No network: {host} did not answer within {TIMEOUT[0]:g} s.", offline=True)
    if is_a(requests.ReadTimeout, urllib3.exceptions.ReadTimeoutError):
        return DownloadError(f"{host} is too slow: nothing came for {TIMEOUT[1]:g} s in {name}.", passing=True)
    if is_a(TooSlow):
        return DownloadError(f"{host} is too slow: only {error} of {name}.")
    if is_a(requests.exceptions.InvalidURL, requests.exceptions.TooManyRedirects):
        return DownloadError(f"The address of {name} leads nowhere ({reason(causes)}).")
    if is_a(*NETWORK_ERRORS):
        return DownloadError(f"The connection to {host} broke off in the middle of {name}.", passing=True)
    if isinstance(error, OSError):
        return DownloadError(store.explanation(error, folder, "--cache"))
    how = f"{error}" if isinstance(error, WrongContent) else "wrong checksum"
    return DownloadError(
        f"What {host} sends as {name} is not the expected file ({how}). If this network first wants a log-in in the "
        "browser, log in.",
        passing=True,
    )


def http_problem(status: int, host: str | None, name: str) -> DownloadError:
    """The DownloadError for an answer with an HTTP status that is an error."""
    if status in (404, 410):
        return DownloadError(f"{host} does not have {name} (HTTP {status}).")
    if status == 429:
        return DownloadError(f"{host} wants fewer requests (HTTP 429). Wait some minutes.")
    if status == 407:
        return DownloadError("The proxy wants a password (HTTP 407). Write https://NAME:PASSWORD@… in https_proxy.")
    if status >= 500:
        return DownloadError(f"{host} is in trouble (HTTP {status} for {name}). Try again later.", passing=True)
    return DownloadError(f"{host} refuses {name} (HTTP {status}).")


def chain(error: object) -> Iterator[BaseException]:
    """An error and those that it wraps: `requests` wraps those of `urllib3`, which wrap those of the system."""
    while isinstance(error, BaseException):
        yield error
        inner = getattr(error, "reason", None)
        inner = inner if isinstance(inner, BaseException) else next(iter(error.args), None)
        error = inner if isinstance(inner, BaseException) else error.__cause__


def reason(causes: Sequence[BaseException]) -> str:
    """What the innermost error says, without the parts for programmers."""
    last = causes[-1]
    return str(getattr(last, "strerror", None) or last).partition(" (_ssl.c")[0][:150]


def proxy_of(url: str) -> str:
    """The proxy for `url`, without a password."""
    proxy = requests.utils.select_proxy(url, requests.utils.get_environ_proxies(url)) or "?"
    return urlsplit(proxy).netloc.rpartition("@")[2] or proxy


def megabytes(count: int) -> str:
    """A number of bytes for people."""
    return f"{count / 1e6:.1f} MB" if count < 1e7 else f"{count / 1e6:,.0f} MB"
