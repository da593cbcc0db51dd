"""The `grader` command: one module of `grader.commands` for each subcommand.

Heavy imports stand inside the commands' `run`, so that `--help` is quick.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys

from grader.commands import (
    assign,
    audit,
    collect,
    demo,
    doctor,
    export,
    feedback,
    forget,
    formgrader,
    grade,
    judge,
    new,
    publish,
    release,
    report,
    restore,
    roster,
    similar,
    solution,
    status,
    waive,
)
from grader.errors import UserError
from grader.plain_text import printable

COMMANDS = (
    demo,
    new,
    release,
    solution,
    publish,
    collect,
    grade,
    assign,
    formgrader,
    waive,
    feedback,
    similar,
    judge,
    audit,
    restore,
    doctor,
    roster,
    status,
    report,
    export,
    forget,
)


def _start_quickly() -> None:
    """Leave out what takes a third of a command's time to start."""
    # jsonschema goes without it. Whoever imports it builds a grammar of web addresses, for over a second.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # Python lets it be None
    gc.set_threshold(50_000, 20, 20)  # modules are no garbage


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code: 0 done, 1 something was found, 2 a mistake of the user's."""
    _start_quickly()
    parser = argparse.ArgumentParser(prog="grader", description="Grade a course of Jupyter notebooks.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in COMMANDS:
        name, about = module.__name__.rpartition(".")[2], (module.__doc__ or "").split("\n")[0].rstrip(".")
        command = commands.add_parser(
            name,
            help=about[0].lower() + about[1:],
            description=f"{about}.",
            epilog=f"example: {module.EXAMPLE}",
        )
        if getattr(module, "NEEDS_ASSIGNMENT", True):
            command.add_argument("assignment", help="name of the assignment, like the file in source/ without .py")
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    chosen = parser.parse_args(arguments)
    try:
        if sys.platform != "linux" and chosen.run is not doctor.run:
            raise UserError(f"this is no Linux. {doctor.NEEDS_LINUX}")
        return chosen.run(chosen)
    except UserError as error:
        print(f"grader: {printable(str(error))}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # what reads our output, `head` say, has seen enough
        sys.stdout = open(os.devnull, "w")
        return 1
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"grader: {where}{error.strerror or error}. Mend that and run the command again.", file=sys.stderr)
        return 2
    except Exception as error:
        if not type(error).__module__.startswith("sqlalchemy."):
            raise
        print(
            f"grader: the gradebook could not be used ({getattr(error, 'orig', error)}). Close other programs that use "
            "it, or bring an earlier copy back with `grader restore`.",
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        print("grader: stopped; what is done is kept, run the command again to go on", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
