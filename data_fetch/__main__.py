"""`python -m data_fetch ASSIGNMENT --to DIR`: fetch or make the data of an assignment."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import pkgutil
import re
import signal
import sys
from collections.abc import Sequence

import data_fetch
from data_fetch import FetchError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command. Returns the exit code: 0 all is there, 2 the user can put it right, 130 interrupted."""
    parser = argparse.ArgumentParser(prog="python -m data_fetch", description=__doc__)
    names = data_sets()
    commands = parser.add_subparsers(required=True, metavar="ASSIGNMENT", help="one of: " + ", ".join(names))
    try:
        for name in names:
            module = importlib.import_module(f"data_fetch.{name}")
            command = commands.add_parser(name, description=(module.__doc__ or name).splitlines()[0])
            command.set_defaults(run=module.run)
            module.add_arguments(command)
        options = parser.parse_args(arguments)
        options.run(options)
    except FetchError as error:
        return fail(str(error), 2)
    except ModuleNotFoundError as error:
        return fail(f"The Python package {error.name} is missing. Install it: python -m pip install {error.name}", 2)
    except MemoryError:
        return fail("Memory ran out. Close other programs and run the same command again.", 2)
    except KeyboardInterrupt:
        return fail("Interrupted. Run the same command again.", 130)
    return 0


def data_sets() -> list[str]:
    """Return the modules that fetch or make a data set: those with an `add_arguments` of their own, in order."""
    found = []
    for module in pkgutil.iter_modules(data_fetch.__path__):
        spec = importlib.util.find_spec(f"data_fetch.{module.name}")
        assert spec is not None and spec.loader is not None and hasattr(spec.loader, "get_source")  # it was just found
        source = spec.loader.get_source(spec.name)
        if re.search(r"^def add_arguments\(", source or "", re.MULTILINE):
            found.append(module.name)
    return sorted(found)


def fail(message: str, code: int) -> int:
    """Say what is wrong; return `code`."""
    print(f"data_fetch: {message}", file=sys.stderr)
    return code


def terminated(*_: object) -> None:
    """A polite request to stop counts as Ctrl-C: temporary files are removed."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, terminated)
    sys.exit(main())
