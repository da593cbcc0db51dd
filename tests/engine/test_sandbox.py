"""The sandbox: what attacks get in each tier, what honest code may do, and what happens where a tier does not work."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import make_course

from grader import cli
from grader.assignment.assignment import Assignment
from grader.commands.outside_attacks import OUTSIDE
from grader.judging.carry import StudentCell
from grader.judging.judge import judge_question
from grader.python_source import parse_or_none
from grader.sandbox import attacks, cgroup, landlock, tiers, visible
from grader.sandbox.attacks import ATTACKS, MOST_FORKS, NEAR, WORLD, attack, bait
from grader.sandbox.limits import Limits
from grader.sandbox.tiers import BUBBLEWRAP, LANDLOCK, NONE, NoSandbox, Sandbox
from grader.sandbox.tree import Excess, Tree
from grader.sandbox.worker import CellTask, Ended, OutOfTime, Worker, WorkerError, student_error
from grader.testing import StudentError

LACKS = {BUBBLEWRAP: tiers.lacks_bubblewrap(), LANDLOCK: tiers.lacks_landlock()}
TIERS = [
    pytest.param(tier, marks=pytest.mark.skipif(bool(reason), reason=reason or "works"))
    for tier, reason in LACKS.items()
]
needs_bubblewrap = pytest.mark.skipif(bool(LACKS[BUBBLEWRAP]), reason=LACKS[BUBBLEWRAP] or "works")
needs_landlock = pytest.mark.skipif(bool(LACKS[LANDLOCK]), reason=LACKS[LANDLOCK] or "works")
NOT_RUN_OUTSIDE = {
    "start more processes than the limit",
    "use more memory than the limit",
    "raise its own rights",
    "find the answer to an earlier question",  # there is none outside: see below
}
# Installs a seccomp filter that refuses the given system calls, then becomes the rest of its arguments.
REFUSING = """
import ctypes, errno, os, struct, sys
numbers, words = [int(n) for n in sys.argv[1].split(",")], sys.argv[2:]
code = [(0x20, 0, 0, 0)]
for number in numbers:
    code += [(0x15, 0, 1, number), (0x06, 0, 0, 0x00050000 | errno.ENOSYS)]
code += [(0x06, 0, 0, 0x7FFF0000)]
class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]
program = Program(len(code), b"".join(struct.pack("=HBBI", *step) for step in code))
libc = ctypes.CDLL(None)
assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, ctypes.byref(program), 0, 0) == 0
os.execvp(words[0], words)
"""
LANDLOCK_CALLS = (444, 445, 446)


@dataclass(frozen=True)
class OnAnOlderKernel(Sandbox):
    """A tier on a kernel that lacks some system calls."""

    refused: tuple[int, ...] = ()

    def command(self, words: list[str]) -> list[str]:
        numbers = ",".join(map(str, self.refused))
        inside = [sys.executable, "-I", "-S", "-c", REFUSING, numbers, *words]
        return super().command(inside)


class Tried:
    """One worker of a tier, and a way to run code in a graded cell of it."""

    def __init__(self, worker: Worker, bait: attacks.Bait):
        self.worker, self.bait, self.tier = worker, bait, worker.sandbox.tier

    def run(self, body: str, seconds: float = 120.0):
        """Run the body of a function in a cell of its own; return (what it returns, notes for the TA)."""
        source = "def attempt(bait):\n" + textwrap.indent(textwrap.dedent(body), "    ")
        child = self.worker.open(WORLD, CellTask(source, (), ("attempt",)))
        try:
            value = child.call("attempt", {"bait": self.bait.about}, None, seconds)
        finally:
            child.close()
        return value, child.notes


@pytest.fixture(scope="module", params=TIERS)
def tried(request):
    """A worker of each tier that this machine offers, with decoys outside."""
    worker = Worker(Limits(memory_mib=512, processes=32), Sandbox(request.param))
    home = str(Path.home())
    with bait(worker, {"folders": [home], "places": [home]}, NEAR) as baited, worker:
        worker.question_process(WORLD)
        yield Tried(worker, baited)


def descendants(pid):
    """Return the processes that descend from `pid`, as this machine sees them."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(text[text.rindex(")") + 4 :].split()[0])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def test_no_attack_gets_anything(tried):
    results = {name: attack(tried.worker, source, tried.bait) for name, source in ATTACKS.items()}
    assert {name: said for name, (succeeded, said) in results.items() if succeeded} == {}


@pytest.mark.parametrize("name", sorted(set(ATTACKS) - NOT_RUN_OUTSIDE))
def test_each_attack_works_where_there_is_no_sandbox(name):
    if name == "open an unusual socket" and os.geteuid() != 0:
        pytest.skip("not every kernel lets a plain user open one")
    code = f"import ast, sys\n{ATTACKS[name]}\nprint(bool(attempt(ast.literal_eval(sys.argv[1]))))"
    with bait(Worker(), {}) as baited:
        assert baited.about["pids"] == [baited.victim.pid]  # out here an attack may touch nothing but decoys
        words = [sys.executable, "-c", code, repr(baited.about)]
        run = subprocess.run(words, capture_output=True, text=True, timeout=120)
    assert run.stdout.strip() == "True", run.stderr


def test_the_answer_to_an_earlier_question_is_found_where_it_is_not_taken_out():
    name = "find the answer to an earlier question"
    code = f"{WORLD.cells[0]['source']}\n{ATTACKS[name]}\nprint(bool(attempt(None)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert run.stdout.strip() == "True", run.stderr


def test_the_environment_holds_nothing_of_ours(tried):
    inside, _ = tried.run("import os; return dict(os.environ)")
    said_anyway = {"LANG", "USER", "LOGNAME", "MPLBACKEND", "PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE"}
    said_anyway.add("PYTHONPATH")  # where the engine lies, whatever ours says
    # What scikit-learn sets on both sides when it is imported begins with KMP_.
    threads = {name for name in inside if name.endswith("_NUM_THREADS") or name.startswith("KMP_")}
    ours = {name for name, value in inside.items() if os.environ.get(name) == value}
    assert ours <= said_anyway | threads


def test_what_a_cell_wrote_is_gone_when_the_next_one_starts(tried):
    leave = """
        import os, tempfile
        for folder in (os.getcwd(), tempfile.gettempdir(), os.path.expanduser("~"), "/dev/shm"):
            try:
                open(folder + "/left", "w").write("x")
            except OSError:
                pass
        return os.listdir(".")
    """
    assert tried.run(leave)[0] == ["left"]
    assert tried.run("import os; return os.listdir('.')")[0] == []
    assert not Path("/dev/shm/left").exists()
    look = "import os\ntry:\n    return os.listdir('/dev/shm')\nexcept OSError:\n    return []"
    assert tried.run(look)[0] == []
    assert list(Path(tried.worker.sandbox_process.folder).glob("**/left")) == []


def test_a_file_in_the_place_of_the_null_device_passes_nothing_on(tmp_path):
    file = tmp_path / "null"
    file.write_text("")
    words = ["unshare", "-rm", "sh", "-c", 'mount --bind "$1" /dev/null && shift && exec "$@"', "sh", str(file)]
    if subprocess.run([*words, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a file in a namespace of its own")
    # 40 MB twice are more than the largest file of a cell: what is printed must not become one.
    body = """
        import os, sys
        for _ in range(2):
            print("x" * 40_000_000, flush=True)
            os.write(2, b"y" * 40_000_000)
        try:
            open(os.devnull, "w").write("for the next student")
        except PermissionError:
            pass
        return sys.stdin.read()
    """
    for tier in (BUBBLEWRAP, LANDLOCK):
        if LACKS[tier]:
            continue
        script = f"""
        from test_sandbox import Tried, Worker, Sandbox, bait
        with Worker(sandbox=Sandbox({tier!r})) as worker, bait(worker, {{}}) as baited:
            print(Tried(worker, baited).run({body!r}))
        """
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
        python = [sys.executable, "-c", textwrap.dedent(script)]
        run = subprocess.run([*words, *python], capture_output=True, text=True, timeout=300, env=environment)
        assert run.stdout.strip() == "('', [])", f"{tier}: {run.stdout}{run.stderr}"
    assert file.read_text() == ""


def test_a_data_loader_with_workers_and_two_threads_work(tried):
    body = """
        import torch
        from torch.utils.data import DataLoader, TensorDataset
        torch.set_num_threads(2)
        data = TensorDataset(torch.ones(32, 3) @ torch.ones(3, 2))
        total = 0.0
        for kept in (False, True):
            for (x,) in DataLoader(data, batch_size=4, num_workers=2, persistent_workers=kept, timeout=9):
                total += x.sum().item()
        return [total, torch.get_num_threads()]
    """
    value, notes = tried.run(body)
    assert value == [2 * 32 * 2 * 3, 2]
    assert notes == []


def test_honest_code_finds_its_temporary_folder_home_and_user(tried):
    body = """
        import getpass, os, pathlib, tempfile
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"x")
        pathlib.Path("~/model.pt").expanduser().write_text("x")
        return [getpass.getuser(), os.cpu_count() > 0, pathlib.Path("model.pt").read_text()]
    """
    assert tried.run(body)[0] == ["student", True, "x"]


def test_a_ta_reads_what_a_cell_tried(tried):
    body = """
        import os, socket, subprocess
        for act in (
            lambda: socket.create_connection(("192.0.2.1", 80)),
            lambda: socket.getaddrinfo("example.org", 80),
            lambda: subprocess.run(["id"]),
            lambda: open("/etc/passwd"),
            lambda: os.kill(bait["victim"], 0),
        ):
            try:
                act()
            except OSError:
                pass
    """
    said = " ".join(tried.run(body)[1])
    for part in ("network address", "program id", "read a file outside", "/etc/passwd", "send a signal"):
        assert part in said, said


def test_a_file_that_cannot_be_opened_is_told_by_its_path_alone_in_every_tier(tried):
    def told(path):
        with pytest.raises(StudentError) as caught:
            tried.run(f"open({path})")
        return caught.value.kind, caught.value.message

    there, absent = told('bait["files"][0]'), told('bait["files"][0] + "x"')
    assert there == ("FileNotFoundError", absent[1].replace(".dbx", ".db"))
    assert told("'/etc/shadow'")[0] == told("'/etc/no-such-file'")[0] == "PermissionError"
    assert told("'/no/such/file'")[0] == "FileNotFoundError"


@pytest.mark.parametrize("kind", ["FileNotFoundError", "PermissionError"])
@pytest.mark.parametrize("there", [__file__, "/etc/hostname", "/etc/../etc/hostname", "//etc/hostname"])
def test_a_forged_error_does_not_tell_whether_a_path_exists_here(kind, there):
    def told(path):
        error = student_error({"kind": kind, "message": "x", "file": path, "line": 1}, ["open(path)"])
        return error.kind, error.message.replace(path, "")

    assert told(there) == told(there + "-no-such-file")
    assert told(there)[0] == ("PermissionError" if "etc" in there else "FileNotFoundError")


def test_a_file_named_in_bytes_or_by_a_link_is_told_the_same_in_every_tier(tried):
    def told(body):
        with pytest.raises(StudentError) as caught:
            tried.run(body)
        return caught.value.kind

    there = tried.bait.about["files"][0]
    assert told(f"open({there.encode()!r})") == told(f"open({(there + 'x').encode()!r})") == "FileNotFoundError"
    link = f"import os; os.symlink({there!r}, 'l'); open('l')"
    assert told(link) == told(link.replace("gradebook.db", "no-such-file")) == "FileNotFoundError"


def test_timers_and_signals_that_wait_are_few(tried):
    body = """
        import ctypes, os
        libc, made, one = ctypes.CDLL(None), 0, ctypes.c_void_p()
        create = {"x86_64": 222, "aarch64": 107}[os.uname().machine]
        while made < 20_000 and libc.syscall(create, 1, None, ctypes.byref(one)) == 0:
            made += 1
        return made
    """
    assert tried.run(body)[0] <= 1024


def test_what_this_machine_talks_to_is_not_to_be_read(tried):
    body = """
        import os
        own, got = "/proc/" + os.readlink("/proc/self"), ""
        for folder in (own, "/proc", f"{own}/task/{os.path.basename(own)}", "/proc/thread-self"):
            for name in ("tcp", "unix"):
                try:
                    got += open(f"{folder}/net/{name}").read()
                except OSError:
                    pass
        return got
    """
    got, _ = tried.run(body)
    assert f":{tried.bait.about['port']:04X}" not in got
    assert tried.bait.about["unix"] not in got and tried.bait.about["abstract"] not in got


@pytest.mark.parametrize("ends", ["returns", "hangs"])
def test_processes_that_a_cell_leaves_behind_end_with_it(tried, ends):
    if tried.tier != BUBBLEWRAP:
        pytest.skip("no cell may start a process here")
    before = descendants(tried.worker.sandbox_process.process.pid)
    body = f"""
        import os, signal, time
        for _ in range(4):
            if os.fork() == 0:
                os.setsid()
                for number in range(1, 65):
                    if number not in (signal.SIGKILL, signal.SIGSTOP, 32, 33):
                        signal.signal(number, signal.SIG_IGN)
                if os.fork() == 0:
                    time.sleep(30)
                os._exit(0)
        time.sleep({0.1 if ends == "returns" else 60})
        return 1
    """
    if ends == "returns":
        assert tried.run(body)[0] == 1
    else:
        with pytest.raises(OutOfTime):
            tried.run(body, seconds=0.7)
    assert descendants(tried.worker.sandbox_process.process.pid) == before


def test_memory_of_several_processes_counts_together(tried):
    if tried.tier != BUBBLEWRAP:
        pytest.skip("no cell may start a process here")
    body = """
        import os, time
        for _ in range(5):
            if os.fork() == 0:
                kept = bytearray(200 << 20)
                time.sleep(20)
                os._exit(0)
        time.sleep(20)
    """
    with pytest.raises(Ended, match="512 MiB of memory"):
        tried.run(body)


def test_buffers_of_sockets_cannot_grow(tried):
    body = """
        import socket
        first, _ = socket.socketpair()
        kinds = (socket.SO_SNDBUF, socket.SO_RCVBUF)
        before = [first.getsockopt(socket.SOL_SOCKET, kind) for kind in kinds]
        for kind in kinds:
            first.setsockopt(socket.SOL_SOCKET, kind, 1 << 12)
        return [first.getsockopt(socket.SOL_SOCKET, kind) for kind in kinds] == before
    """
    assert tried.run(body)[0] is True


def test_buffers_of_sockets_count_as_memory():
    words = "import socket, sys; kept = [socket.socketpair() for _ in range(100)]; print(); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", words], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holding:
        holding.stdout.readline()
        Tree(holding.pid, Limits(memory_mib=60), several=False).check()
        with pytest.raises(Excess, match="more than 30 MiB"):
            Tree(holding.pid, Limits(memory_mib=30), several=False).check()
        holding.stdin.close()


def test_copying_a_file_with_its_mode_and_dates_costs_an_honest_cell_nothing(tried):
    body = """
        import os, shutil
        open("a", "w").write("x")
        shutil.copy2("a", "b")
        os.chmod("b", 0o600)
        os.utime("b")
        return open("b").read()
    """
    assert tried.run(body)[0] == "x"


def test_a_disk_that_a_cell_fills_is_its_own(tried):
    if tried.tier != BUBBLEWRAP:
        pytest.skip("the scratch folder lies on the disk here")
    body = """
        written = 0
        try:
            for number in range(100):
                with open(str(number), "wb") as file:
                    file.write(bytes(32 << 20))
                    written += 32
        except OSError as error:
            return [error.errno, written]
    """
    error, written = tried.run(body)[0]
    assert error == 28  # no space left
    assert written <= tried.worker.limits.scratch_mib


def test_the_proof_says_whether_the_kernel_limits_processes(tried):
    assert tried.worker.about["processes"] in (True, False)
    count, _ = tried.run(
        """
        import os, time
        count = 0
        for _ in range(40):
            try:
                pid = os.fork()
            except OSError:
                break
            if pid == 0:
                time.sleep(60)
                os._exit(0)
            count += 1
        return count
        """
    )
    assert count <= (32 if tried.worker.about["processes"] else 0)
    assert MOST_FORKS <= 200


def test_a_step_of_the_sandbox_that_fails_stops_grading_and_is_no_failed_test(tried, tmp_path):
    assignment = Assignment.load(make_course(tmp_path / "course"), "tiny")
    source = "def count_above(numbers, limit):\n    return int((numbers > limit).sum())\n"
    cells = [StudentCell(parse_or_none(source), "count_above")]
    good = tried.worker.limits
    try:
        tried.worker.limits = Limits(open_files=2.5)  # the kernel takes no such number
        with pytest.raises(WorkerError, match="sandbox does not hold"):
            judge_question(assignment, "count_above", cells, (0, source), tried.worker)
        with pytest.raises(WorkerError, match="sandbox does not hold"):
            tried.worker.open(WORLD, CellTask("", (), ()))
    finally:
        tried.worker.limits = good
        tried.worker.close()
    assert judge_question(assignment, "count_above", cells, (0, source), tried.worker).points == 6


@needs_landlock
def test_a_kernel_without_landlock_ends_the_landlock_tier_before_any_cell_runs():
    with (
        Worker(sandbox=OnAnOlderKernel(LANDLOCK, refused=LANDLOCK_CALLS)) as worker,
        pytest.raises(WorkerError, match="no Landlock"),
    ):
        worker.question_process(WORLD)


@needs_bubblewrap
def test_a_kernel_without_namespaces_for_cells_ends_the_bubblewrap_tier_before_any_cell_runs():
    unshare = 272 if os.uname().machine == "x86_64" else 97
    with (
        Worker(sandbox=OnAnOlderKernel(BUBBLEWRAP, refused=(unshare,))) as worker,
        pytest.raises(WorkerError, match="no process for a graded cell"),
    ):
        worker.question_process(WORLD)


@needs_bubblewrap
def test_bubblewrap_holds_on_a_kernel_without_landlock():
    worker = Worker(Limits(memory_mib=512, processes=32), OnAnOlderKernel(BUBBLEWRAP, refused=LANDLOCK_CALLS))
    places = {"places": [str(tiers.cache_folder()), "/cache", "/cache/numba", str(visible.engine_path())]}
    with bait(worker, places, NEAR) as baited, worker:
        results = {name: attack(worker, source, baited) for name, source in ATTACKS.items()}
    assert {name: said for name, (succeeded, said) in results.items() if succeeded} == {}


@pytest.fixture
def bare_machine(monkeypatch):
    """A machine that offers no sandbox at all."""
    monkeypatch.setattr(tiers, "lacks_bubblewrap", lambda: "bubblewrap is not installed")
    monkeypatch.setattr(tiers, "lacks_landlock", lambda: "this kernel has no Landlock")
    monkeypatch.delenv(tiers.UNSAFE, raising=False)
    monkeypatch.delenv(tiers.CHOSEN, raising=False)
    tiers._choose.cache_clear()
    yield monkeypatch
    tiers._choose.cache_clear()


def test_without_any_sandbox_nothing_runs_and_the_message_says_what_to_install(bare_machine):
    with pytest.raises(NoSandbox) as caught:
        tiers.choose()
    for part in ("package `bubblewrap`", "bwrap-userns-restrict", "container", "--unsafe-no-sandbox"):
        assert part in str(caught.value)


def test_grading_without_any_sandbox_exits_with_that_message(bare_machine, course, capsys):
    bare_machine.chdir(course.root)
    handed_in = course.root / "submitted" / "ada" / "tiny"
    handed_in.mkdir(parents=True)
    assert cli.main(["release", "tiny", "--no-gradebook"]) == 0
    source = (course.release("tiny") / "tiny.ipynb").read_text()
    (handed_in / "tiny.ipynb").write_text(source.replace("raise NotImplementedError()", "mean = 2"))
    capsys.readouterr()
    assert cli.main(["grade", "tiny", "--jobs", "1"]) == 2
    assert "package `bubblewrap`" in capsys.readouterr().err


def test_going_without_a_sandbox_must_be_asked_for_and_is_said_once(bare_machine, capsys):
    bare_machine.setenv(tiers.UNSAFE, "1")
    assert tiers.choose().tier == NONE
    tiers.choose()
    assert capsys.readouterr().err.count("UNPROTECTED") == 1


def test_a_weaker_tier_is_used_with_a_warning_that_names_what_is_weaker(bare_machine, capsys):
    bare_machine.setattr(tiers, "lacks_landlock", lambda: "")
    assert tiers.choose().tier == LANDLOCK
    said = capsys.readouterr().err
    assert "bubblewrap is not installed" in said
    assert "start no process" in said


def test_a_course_that_cells_could_read_is_refused(monkeypatch, tmp_path):
    (tmp_path / "lib" / "course").mkdir(parents=True)
    monkeypatch.setattr(visible, "python_paths", lambda: (tmp_path / "lib",))
    with pytest.raises(NoSandbox, match="move the course"):
        tiers.refuse_to_show(tmp_path / "lib" / "course")
    tiers.refuse_to_show(tmp_path / "elsewhere")


def test_a_cache_that_somebody_else_could_write_to_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(tiers.tempfile, "gettempdir", lambda: str(tmp_path))
    (tmp_path / f"grader-cache-{os.getuid()}").symlink_to("/usr")
    with pytest.raises(NoSandbox, match="somebody else"):
        tiers.cache_folder()


def test_a_control_group_caps_memory_and_processes_where_one_may_be_made(tmp_path):
    (tmp_path / "proc").write_text("0::/user\n")
    own = tmp_path / "cgroup" / "user"
    own.mkdir(parents=True)
    (tmp_path / "cgroup" / "cgroup.controllers").write_text("cpu memory pids")
    with pytest.raises(cgroup.NoControlGroup):
        cgroup.delegated(tmp_path / "cgroup", tmp_path / "proc")
    for name in ("cgroup.controllers", "cgroup.subtree_control"):
        (own / name).write_text("memory pids\n")
    parent = cgroup.delegated(tmp_path / "cgroup", tmp_path / "proc")
    group = cgroup.Group.make("one", 100, 7, parent)
    assert (group.folder / "memory.max").read_text() == str(100 * 2**20)
    assert (group.folder / "pids.max").read_text() == "7"
    assert subprocess.run(group.command(["true"])).returncode == 0
    assert (group.folder / "cgroup.procs").read_text().strip().isdigit()


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_attack_past_the_sandbox_gets_anything(name):
    assert OUTSIDE[name]() == ""


BROKEN = {  # attack: the wall that stands before it, and what it is without
    "carry a program out in an error": ("grader.judging.told.Told.error", lambda self, text, own: (text, True)),
    "learn from an error what is here": ("grader.sandbox.worker.is_of_the_system", os.path.exists),
    "keep a hidden test busy": ("grader.judging.deadline.Deadline._look", lambda self: None),
    "run in the browser of a TA": ("grader.grading.safe_outputs._sizes", lambda metadata: metadata),
    "make a page endless": ("grader.plain_text.shown_answer", lambda source, is_code: source),
    "steer the terminal": ("grader.plain_text.printable", str),
    "write a note in our name": ("grader.safe_html.inert", str),
    "bear a name that runs": ("grader.handins.roster.can_be_an_id", bool),
    "hand in by a link": ("grader.reading.submission_file.os.path.islink", lambda path: False),
    "put a formula in a table": ("grader.lms.csv_text.plain_cell", str),
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_an_attack_past_the_sandbox_gets_something_where_its_wall_is_gone(name, monkeypatch):
    wall, gone = BROKEN[name]
    monkeypatch.setattr(wall, gone)
    assert OUTSIDE[name]()


def test_the_doctor_says_what_is_here_and_that_the_sandbox_holds(monkeypatch, capsys):
    if not landlock.abi_version():
        pytest.skip("no Landlock here")
    monkeypatch.setenv(tiers.CHOSEN, LANDLOCK)
    assert cli.main(["doctor", "--tier", "landlock"]) == 0
    said = capsys.readouterr().out
    for part in ("bubblewrap:", "Landlock:", "control group:", "held", "The sandbox holds.", *ATTACKS, *OUTSIDE):
        assert part in said
