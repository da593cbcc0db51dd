"""The sandbox process. It imports the heavy packages once; each graded cell runs in a fork of a fork of it.

    sandbox process ──▶ worker processes, one per worker
      worker process ──▶ question processes, one per question, with the reference world above it
        question process ──▶ the question process of a later question, whose world goes on from this one
        question process ──▶ cell processes, one per graded cell

Each arrow is a fork: what is loaded is shared, so a second worker costs little memory.

It never imports a hidden test and never holds a reference answer to the question that its cell processes will run:
a question process is told only the cells above its question.

Run as `python -m grader.sandbox.sandbox_process DESCRIPTOR TIER CACHE SCRATCH`, by `launch` only, inside the sandbox
of that tier. SCRATCH is where a graded cell may write if it has mounts of its own, "" if it gets a folder made for it.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import ctypes
import gc
import importlib
import os
import select
import signal
import socket
import sys
import tempfile
import time
import traceback
import types
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from grader.python_source import bound_names
from grader.sandbox import framing, huge_pages, own_time, visible
from grader.sandbox.codec import CodecError
from grader.sandbox.confine import Confinement, Unconfined, prove
from grader.sandbox.limits import Limits
from grader.sandbox.remove_tree import remove_tree
from grader.sandbox.tree import Excess, Tree
from grader.sandbox.withhold import Answers, words_of

PRELOAD = [
    "numpy",
    "torch",
    "torch.nn",
    "torch.optim",
    "torch.utils.data",
    "matplotlib.pyplot",
    "seaborn",
    "pandas",
    "librosa",
    "librosa.feature",
    "librosa.display",
    "sklearn.preprocessing",
    "sklearn.metrics",
    "IPython.display",
    "tqdm",
    "tqdm.auto",
    "zeus.monitor",
    "collections",
    "itertools",
    "math",
    "random",
    "time",
    "copy",
    "functools",
    "dataclasses",
    "typing",
    "json",
    # What each graded cell's process uses of ours: it cannot keep compiled code, so each would compile it anew.
    "grader.sandbox.cell_runner",
    "grader.sandbox.cuda_on_cpu",
    "grader.sandbox.one_process",
    "grader.sandbox.refusing",
    "grader.sandbox.watch",
]
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_LOOK_SECONDS = 0.1
_NO_FILE = (FileNotFoundError, PermissionError)  # which of the two it is differs between sandboxes
_libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    """Prove the sandbox, preload, then serve the trusted side until it goes away."""
    control = socket.socket(fileno=int(sys.argv[1]))
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    tier, cache, scratch = sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]) if sys.argv[4] else None
    visible.system_paths(), visible.python_paths()  # remembered for all forks
    try:
        confinement = prove(tier, cache, scratch or Path(tempfile.gettempdir()))
    except Unconfined as error:
        framing.send(control, {"fault": str(error)})
        return
    _preload()
    about = {"processes": confinement.processes, "user": confinement.user, "cpu_seconds": time.process_time()}
    framing.send(control, {"ready": os.getpid(), **about})
    _serve(control, _State(confinement, scratch))


@dataclass
class _Running:
    """A graded cell's process, seen from its question process."""

    scratch: Path
    temporary: bool
    tree: Tree
    reason: str = ""


class _State:
    """What a question process adds: the toy world and the probes of one question, and the cells that run."""

    def __init__(self, confinement: Confinement, scratch: Path | None, above: _State | None = None) -> None:
        """Go on from the world of the process `above`: a fork of it has a copy, and its functions the same globals."""
        self.confinement, self.scratch = confinement, scratch
        self.question_processes: set[int] = set()
        self.world: dict[str, Any] = above.world if above else {}
        self.answer_cells: list[dict] = list(above.answer_cells) if above else []
        self.answers: Answers | None = None
        self.probes: dict[str, Any] = {}
        self.running: dict[int, _Running] = {}


def _preload() -> None:
    gc.disable()  # what is imported stays: to look for garbage in it again and again takes a fifth of the time
    warnings.simplefilter("ignore")
    import matplotlib

    matplotlib.use("Agg")
    for name in PRELOAD:
        try:
            importlib.import_module(name)
        except Exception as error:
            print(f"could not preload {name}: {error}", file=sys.stderr)
    _warm_up_torch()
    warnings.resetwarnings()
    gc.collect()
    gc.freeze()
    gc.enable()
    with contextlib.suppress(OSError):
        huge_pages.collapse()


def _warm_up_torch() -> None:
    """Use what torch loads lazily: the first optimizer of a process costs seconds, which is no student's fault."""
    import torch

    torch.set_num_threads(1)
    net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.BatchNorm1d(2), torch.nn.Dropout(0.5))
    data = torch.utils.data.TensorDataset(torch.ones(4, 2), torch.zeros(4, dtype=torch.long))
    for kind in (torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW):
        optimizer = kind(net.parameters(), lr=0.1)
        for x, y in torch.utils.data.DataLoader(data, batch_size=2, shuffle=True):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(net(x), y).backward()
            optimizer.step()


def _serve(control: socket.socket, state: _State) -> None:
    while True:
        try:
            _look_after(state, control)
            message, came = framing.receive_with_descriptor(control)
        except (framing.Closed, CodecError):
            os._exit(0)
        operation, descriptor = message["operation"], cast(int, came)  # what makes a fork comes with one
        if operation in ("worker", "question"):
            confinement, core = state.confinement, message.get("core")
            if operation == "worker":
                confinement = confinement.of_worker(message["number"])
            fresh = _State(confinement, state.scratch, state)
            pid = _fork(control, descriptor, lambda end: _serve(end, fresh))  # noqa: B023
            if core is not None:
                os.sched_setaffinity(pid, {core})
            state.question_processes.add(pid)
            framing.send(control, {"pid": pid})
        elif operation == "world":
            framing.send(control, _build_world(state, message))
        elif operation == "judge":
            started = _start_cell(control, descriptor, state, Limits(**message["limits"]))
            counts = own_time.open_counts(str(started["pid"])) if "pid" in started else None
            framing.send(control, started, counts)
            if counts is not None:
                os.close(counts)
        elif operation == "used":
            pid = message["pid"]
            used = own_time.of_threads(state.running[pid].tree.pids(), but=pid)
            framing.send(control, {"ran": used.ran, "waited": used.waited})
        elif operation == "kill":
            framing.send(control, _kill(state, message["pid"]))


def _look_after(state: _State, control: socket.socket) -> None:
    """Return when there is a message; until then, end cells whose processes together use more than they may."""
    while state.running and not select.select([control], [], [], _LOOK_SECONDS)[0]:
        for pid, running in state.running.items():
            try:
                running.tree.check()
            except Excess as excess:
                running.reason = str(excess)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def _start_cell(control: socket.socket, descriptor: int, state: _State, limits: Limits) -> dict:
    temporary = state.scratch is None
    scratch = Path(tempfile.mkdtemp(prefix="cell-")) if state.scratch is None else state.scratch
    try:
        with state.confinement.around_fork():
            pid = _fork(control, descriptor, lambda end: _judge(end, state, scratch, limits))
    except (OSError, Unconfined) as error:
        return {"fault": str(error)}
    state.running[pid] = _Running(scratch, temporary, Tree(pid, limits, state.confinement.processes))
    return {"pid": pid}


def _fork(control: socket.socket, descriptor: int, run: Any) -> int:
    pid = os.fork()
    if pid:
        os.close(descriptor)
        return pid
    try:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        os.setsid()
        control.close()
        run(socket.socket(fileno=descriptor))
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def _build_world(state: _State, message: dict) -> dict:
    from grader.sandbox.cell_runner import build_world

    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    folder = tempfile.mkdtemp(prefix="world-")
    os.chdir(folder)
    try:
        with open(os.devnull, "w") as quiet:
            sys.stdout, kept = quiet, sys.stdout
            try:
                build_world(message["cells"], state.world)
            finally:
                sys.stdout = kept
        state.probes = _load_probes(message)
        state.answers = _find_answers(state, message)
    except BaseException:
        return {"error": traceback.format_exc()}
    finally:
        os.chdir("/")
        remove_tree(folder)
    import matplotlib.pyplot as plt

    plt.close("all")
    gc.collect()
    gc.freeze()
    modules = {name: value.__name__ for name, value in state.world.items() if isinstance(value, types.ModuleType)}
    return {"names": sorted(state.world), "modules": modules}


def _find_answers(state: _State, message: dict) -> Answers:
    """Return what of the world comes from answers, those of the processes above included."""
    # Their names and files only: whoever searches this process finds no source of an answer here.
    state.answer_cells += [
        {"file": cell["file"], "names": bound_names(ast.parse(cell["source"]))}
        for cell in message["cells"]
        if cell["answer"]
    ]
    names = set().union(*(cell["names"] for cell in state.answer_cells))
    probes = (message["probes"], *(source for _, source in message["shared"]))
    files = [cell["file"] for cell in state.answer_cells]
    return Answers(state.world, names, files, set().union(*map(words_of, probes)))


def _load_probes(message: dict) -> dict[str, Any]:
    """Return the namespace of a question's probes, which may import shared modules as `probes.<name>`.

    They may do so when they run, too. The student's code, which comes later, cannot import these.
    """
    package = types.ModuleType("probes")
    package.__path__ = []
    modules = {"probes": package}

    def find(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        if level or name.partition(".")[0] != "probes":
            return builtins.__import__(name, globals, locals, fromlist or (), level)
        if name not in modules:
            raise ModuleNotFoundError(f"there are no probes to share named {name.partition('.')[2]!r}", name=name)
        return modules[name] if fromlist else package

    own = {**vars(builtins), "__import__": find}
    for name, source in message["shared"]:
        module = modules[f"probes.{name}"] = types.ModuleType(f"probes.{name}")
        _run_module(module, source, f"<shared probes {name}>", own)
        setattr(package, name, module)
    namespace = _run_module(types.ModuleType("probes"), message["probes"], message["probes_file"], own)
    for source in (message["probes"], *(source for _, source in message["shared"])):
        for node in ast.walk(ast.parse(source)):
            said = ast.unparse(node) if isinstance(node, ast.Import | ast.ImportFrom) else ""
            if said.startswith(("from probes.", "import probes.")):
                exec(said, {"__builtins__": own})  # what a probe imports when it runs must be there now
    return namespace


def _run_module(module: types.ModuleType, source: str, file: str, own: dict[str, Any]) -> dict[str, Any]:
    """Run a module with these builtins; while it runs it is known by its name, as dataclasses expect."""
    module.__dict__["__builtins__"] = own
    sys.modules[module.__name__] = module
    try:
        exec(compile(source, file, "exec"), module.__dict__)
    finally:
        del sys.modules[module.__name__]
    return module.__dict__


def _kill(state: _State, pid: int) -> dict:
    """End a cell's process and everything that it started; return what it used."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)  # at once, so that a fork bomb cannot outrun it
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)  # the first process of a namespace: the kernel ends all others with it
    try:
        _, status, usage = os.wait4(pid, 0)
    except (ProcessLookupError, ChildProcessError):
        status, usage = 0, None
    for _ in range(1000):
        left = _children() - state.question_processes
        if not left:
            break
        for orphan in left:
            try:
                os.kill(orphan, signal.SIGKILL)
                os.waitpid(orphan, 0)
            except (ProcessLookupError, ChildProcessError):
                continue
    running = state.running.pop(pid, None)
    if running and running.temporary:
        remove_tree(running.scratch)
    used = {"cpu_seconds": usage.ru_utime + usage.ru_stime, "memory_kib": usage.ru_maxrss} if usage else {}
    return {"status": status, "reason": running.reason if running else "", **used}


def _children() -> set[int]:
    """Return the children of this process. One cell is judged at a time: all but question processes belong to it."""
    try:
        return {int(pid) for pid in Path("/proc/self/task", str(os.getpid()), "children").read_text().split()}
    except OSError:
        return set()


def _judge(connection: socket.socket, state: _State, scratch: Path, limits: Limits) -> None:
    """Run one student's cell: shut in first, then answer one probe call after the other."""
    from grader.sandbox import cuda_on_cpu
    from grader.sandbox.cell_runner import Cell
    from grader.sandbox.one_process import load_data_in_one_process
    from grader.sandbox.refusing import behind
    from grader.sandbox.watch import Watch

    try:
        _forget_the_parent(connection)
        state.confinement.shut_in(limits, scratch)
        _move_into(scratch)
    except (OSError, Unconfined) as error:
        framing.send(connection, {"fault": str(error)})  # no student code has run
        return
    framing.send(connection, {"ready": True})
    task = framing.receive(connection)
    _reseed(task["seed"])
    cuda_on_cpu.switch_on([task["source"], *(part["source"] for part in task["carried"])])
    _keep_compiled_code_as_it_is()
    if not state.confinement.processes:
        load_data_in_one_process()
    if state.answers:
        state.answers.withhold([task["source"], *(part["source"] for part in task["carried"])])
        state.answer_cells.clear()  # not even their names
    cell = Cell(task["source"], task["carried"], state.world, task["defines"])
    watch = Watch([scratch, state.confinement.cache, *visible.all_paths()])
    watch.start()
    first = os.getpid()

    def ask(name: str, *arguments: Any) -> Any:
        framing.send(connection, {"ask": name, "arguments": list(arguments)})
        return framing.receive(connection)["value"]

    while True:
        call = framing.receive(connection)
        cell.notes.clear()
        try:
            value = state.probes[call["probe"]](cell, ask, **call["arguments"])
            reply = {"value": value}
        except framing.Closed:
            os._exit(0)
        except BaseException as error:
            reply = {"error": _describe(error)}
        if os.getpid() != first:
            os._exit(0)  # a copy that the cell made of this process
        try:
            framing.send(connection, {**reply, "notes": [*cell.notes, *watch.notes]})
        except CodecError as error:
            too_large = {"kind": "TooLarge", "message": str(error)}
            refused = behind(error) is not error
            framing.send(connection, {"error": _describe(error) if refused else too_large, "notes": []})


def _forget_the_parent(connection: socket.socket) -> None:
    nothing, end = os.pipe()  # a pipe without a writer has nothing to read
    os.close(end)
    sink = os.open(visible.sink(), os.O_WRONLY)
    for standard, opened in enumerate((nothing, sink, sink)):
        os.dup2(opened, standard)
    kept = connection.fileno()
    os.closerange(3, kept)
    os.closerange(kept + 1, 4096)
    sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)
    sys.stdin = open(0, closefd=False)


def _move_into(scratch: Path) -> None:
    os.chdir(scratch)
    os.environ["HOME"] = os.environ["TMPDIR"] = str(scratch)
    tempfile.tempdir = str(scratch)


def _keep_compiled_code_as_it_is() -> None:
    """Let numba read the code that it keeps between workers, and not write there."""
    caching = sys.modules.get("numba.core.caching")
    if caching is not None:
        caching.Cache.save_overload = lambda self, signature, data: None


def _reseed(seed: int) -> None:
    import random

    import numpy as np
    import torch

    random.seed(seed)
    np.random.seed(seed)
    torch.default_generator.manual_seed(seed)  # torch.manual_seed looks for GPUs, too


def _describe(error: BaseException) -> dict:
    """Return what a student may read about an exception: its type, text, and the number of the line in their cell."""
    from grader.sandbox.cell_runner import CELL_FILE, MissingName, PoisonedName
    from grader.sandbox.refusing import behind

    line, walk = None, error.__traceback__
    while walk is not None:
        if walk.tb_frame.f_code.co_filename == CELL_FILE:
            line = walk.tb_lineno
        walk = walk.tb_next
    error = behind(error)
    try:
        text = str(error)[:500]
    except BaseException:
        text = ""
    kind = type(error).__name__
    return {
        "kind": kind,
        "message": text,
        "line": line,
        "missing": text if type(error) is MissingName else None,
        "poisoned": text if type(error) is PoisonedName else None,
        "file": _file_of(error),
        "module": getattr(error, "name", None) if isinstance(error, ModuleNotFoundError) else None,
        "global": getattr(error, "name", None) if type(error) is NameError else None,
    }


def _file_of(error: BaseException) -> str | None:
    """Return which file an error says could not be opened, None if it says nothing of the kind."""
    name = getattr(error, "filename", None) if type(error) in _NO_FILE else None
    return os.fsdecode(name) if isinstance(name, (str, bytes)) else None


if __name__ == "__main__":
    main()
