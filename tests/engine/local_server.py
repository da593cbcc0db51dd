"""A web server in the test's own process, and an environment from which nothing goes outside."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest


@contextlib.contextmanager
def serving(handler, **attributes) -> Iterator[http.server.ThreadingHTTPServer]:
    """Yield a running server with a `url`, an event `over` that is set at the end, and `attributes` for its handler."""
    web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    web.handle_error = lambda *_: None  # who breaks off is no news
    web.daemon_threads = True
    web.over, web.url = threading.Event(), f"http://127.0.0.1:{web.server_port}"
    vars(web).update(attributes)
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        web.over.set()
        web.shutdown()
        web.server_close()


def files_of(folder: Path):
    """Return a quiet handler that serves the files of a folder."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    return functools.partial(Quiet, directory=str(folder))


def nothing_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Take away proxies, the user's cache of downloads, and the folder that holds data."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("MUSIC_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
