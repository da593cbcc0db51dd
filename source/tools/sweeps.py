"""Sweeps that survive a lost runtime: each finished record is on disk at once."""

# @title Sweeps that survive a lost runtime
import ast
import contextlib
import hashlib
import inspect
import json
import sys
import textwrap
import time
from pathlib import Path

from IPython import get_ipython

from tools.helpers import plain

try:
    from tqdm import tqdm
except ImportError:
    tqdm = None  # then progress is printed line by line


def results_folder(drive):
    """Return the folder for finished records: on Google Drive if it is mounted, else results/ here."""
    return drive if drive.parent.is_dir() else Path("results")


def running_cell():
    """Return the source of the notebook's cell that is running, "" outside of a notebook."""
    return str(getattr(get_ipython(), "user_ns", {}).get("In", [""])[-1])


def made_with(facts, functions):
    """Return a short hash of all that a record depends on: constants, data, machine, and your code."""
    code = [textwrap.dedent(running_cell())]
    for function in functions:
        with contextlib.suppress(OSError, TypeError):
            code.append(textwrap.dedent(inspect.getsource(function)))
    for i, source in enumerate(code):
        with contextlib.suppress(SyntaxError):
            code[i] = ast.unparse(ast.parse(source))  # without comments
    return hashlib.sha256(json.dumps([*facts, code]).encode()).hexdigest()[:12]


def read_records(file, stamp):
    """Return {(setting, repeat): row} of the records in `file` made with `stamp`, and the number of others."""
    found, others = {}, 0
    for line in file.read_text().splitlines() if file.exists() else []:
        try:
            record = json.loads(line)
            run, fits, row = (record["setting"], record["repeat"]), record["made_with"] == stamp, record["row"]
        except (ValueError, KeyError, TypeError):  # a line that was cut off when the runtime vanished
            continue
        if fits:
            found[run] = row
        others += not fits
    return found, others


def write_record(file, record):
    """Append one line to `file`. Without a disk to write on the sweep goes on."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        cut_off = file.exists() and file.read_bytes()[-1:] not in (b"", b"\n")
        with file.open("a") as lines:
            lines.write(("\n" if cut_off else "") + json.dumps(record) + "\n")
    except OSError as problem:
        print(f"This record could not be written to {file}: {problem}")


def hand_out(name, rows, runs, file, stamp):
    """Hand out each run, (setting, repeat), that is not in `file` yet, and keep what is appended to `rows`."""
    found, others = read_records(file, stamp)
    done = {run: found[run] for run in runs if run in found}
    rows[:] = done.values()
    if done:
        print(f"{len(done)} of {len(runs)} runs are on disk already ({file}) and are not measured again.")
    if others:
        print(f"{others} other records in {file} were made with other code, constants or another machine: not used.")

    todo, start, last = [run for run in runs if run not in done], time.time(), ""
    bar = tqdm(total=len(todo), desc=name, unit="run", file=sys.stdout, mininterval=0) if tqdm and todo else None
    for number, run in enumerate(todo, 1):
        if bar:
            bar.set_postfix_str(f"{last}now {run[0]}")
        yield run
        if len(rows) != len(done) + 1 or not isinstance(rows[-1], dict):
            raise RuntimeError(f"Each run should append one new dict to `{name}`, with `{name}.append(...)`.")
        done[run] = rows[-1]
        write_record(file, {"setting": run[0], "repeat": run[1], "made_with": stamp, "row": plain(rows[-1])})
        row = plain(rows[-1])
        line = f"{run[0]}, repeat {run[1]}: {row.get('epochs')} epochs, {row.get('train_time')} s"
        if bar:
            last = f"{line}; "
            bar.set_postfix_str(line, refresh=False)
            bar.update()
        else:
            left = (time.time() - start) / number * (len(todo) - number)
            print(f"{line} ({number} of {len(todo)} runs done, about {left / 60:.1f} minutes left)")
    if bar:
        bar.close()
    rows[:] = [done[run] for run in runs]


def sweeps(folder, repeats, depends_on, code):
    """Return `sweep`, and `forget`, which deletes the records of a sweep, so that it measures everything anew.

    The arguments are functions, called when a sweep begins: where records are kept, how many repeats each setting has,
    on what facts and on whose source records depend.
    """

    def sweep(name, rows, settings):
        """Hand out (setting, repeat) of each run that is not on disk yet, and keep what you append to `rows`."""
        runs = [(setting, repeat) for setting in settings for repeat in range(repeats())]
        return hand_out(name, rows, runs, folder() / f"{name}.jsonl", made_with(depends_on(), code()))

    def forget(name):
        (folder() / f"{name}.jsonl").unlink(missing_ok=True)

    return sweep, forget
