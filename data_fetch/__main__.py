"""`python -m data_fetch ASSIGNMENT --to DIR`: fetch or make the data of an assignment."""

from __future__ import annotations

import argparse
import importlib
import signal
import sys
from collections.abc import Sequence

from data_fetch.errors import FetchError

DATA_SETS = {"music_classification": "ten instruments, 120 MFCCs a row, and a soprano saxophone to listen to"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit code: 0 all is there, 1 interrupted, 2 the user can put it right."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    known = ", ".join(DATA_SETS)
    if arguments and not arguments[0].startswith("-") and arguments[0] not in DATA_SETS:
        return fail(f"There is no data set {arguments[0]!r}. Known: {known}.")
    parser = argparse.ArgumentParser(prog="python -m data_fetch", description=__doc__)
    commands = parser.add_subparsers(dest="data_set", required=True, metavar="ASSIGNMENT", help=known)
    try:
        for name, about in DATA_SETS.items():
            if not arguments or arguments[0] in (name, "-h", "--help"):
                module = importlib.import_module(f"data_fetch.{name}")
                command = commands.add_parser(name, help=about, description=about)
                command.set_defaults(run=module.run)
                module.add_arguments(command)
        options = parser.parse_args(arguments)
        options.run(options)
    except FetchError as error:
        return fail(str(error))
    except ModuleNotFoundError as error:
        return fail(f"The Python package {error.name} is missing. Install it: python -m pip install {error.name}")
    except MemoryError:
        return fail("Memory ran out. Close other programs, or run it again with --jobs 1.")
    except KeyboardInterrupt:
        print("data_fetch: interrupted. Run the same command again.", file=sys.stderr)
        return 1
    return 0


def fail(message: str) -> int:
    """Say what is wrong."""
    print(f"data_fetch: {message}", file=sys.stderr)
    return 2


def terminated(*_: object) -> None:
    """A polite request to stop counts as Ctrl-C: temporary files are removed."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, terminated)
    sys.exit(main())
