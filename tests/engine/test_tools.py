"""The tools of author texts: each stands once, works as a module, and comes into the notebook of a student whole."""

from __future__ import annotations

import ast
import importlib
import json
import math
import re
import subprocess
import sys
import zipfile
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import jupytext
import pytest
from conftest import AUTHOR_TEXT
from every_assignment import COURSE, text
from local_server import files_of, nothing_outside, serving
from notebooks import environment

from grader.assignment.author_text import AuthorText
from grader.assignment.students_notebook import student_notebook
from grader.authoring.release import find_leaks
from grader.errors import UserError
from grader.python_source import to_python

SOURCE = COURSE.root / "source"
TOOLS = sorted(path.stem for path in (SOURCE / "tools").glob("*.py") if path.stem != "__init__")


@pytest.fixture
def tool(monkeypatch):
    """Return what imports a tool by its name, as author texts that run as scripts do."""
    monkeypatch.syspath_prepend(str(SOURCE))
    before = set(sys.modules)
    yield lambda name: importlib.import_module(f"tools.{name}")
    for name in set(sys.modules) - before:
        if name.split(".")[0] == "tools":
            del sys.modules[name]


# In the texts of this repository


def definitions(source):
    """Return (name, code without name and docstring) of each function and class of a source, methods left aside."""
    found = []
    for node in ast.parse(to_python(source)).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            found.append((node.name, "\n".join(ast.unparse(statement) for statement in body)))
    return found


def test_no_function_stands_in_two_texts():
    places = {}
    for path in sorted(SOURCE.glob("*.py")):
        for cell in jupytext.read(path, fmt="py:percent").cells:
            if cell.cell_type == "code" and not {"answer", "check"} & set(cell.metadata):
                for name, body in definitions(cell.source):
                    places.setdefault(name, set()).add(path.stem)
                    places.setdefault(body, set()).add(path.stem)
    for name in TOOLS:
        for function, body in definitions((SOURCE / "tools" / f"{name}.py").read_text(encoding="utf-8")):
            places.setdefault(function, set()).add(name)
            places.setdefault(body, set()).add(name)
    assert {what: found for what, found in places.items() if len(found) > 1} == {}


@pytest.mark.parametrize("name", COURSE.assignments())
def test_a_students_notebook_needs_no_folder_of_tools(name):
    for cell in student_notebook(text(name)).cells:
        assert not re.search(r"^\s*(from|import) tools|\{tools/|\{\{\w+\}\}", cell.source, re.MULTILINE), cell.id


@pytest.mark.parametrize("name", COURSE.assignments())
def test_the_last_cell_knows_the_names_that_roles_say(name):
    names = {}
    exec("\n".join(line for line in _lists(text(name).cells[-1].source)), names)
    manual = text(name).manual.values()
    assert names["GRADED_CELLS"] == list(text(name).questions)
    assert names["PLOTS_AND_RECORDS"] == [cell.name for cell in manual if cell.role in ("plot", "evidence")]
    assert names["WRITTEN_TEXTS"] == [cell.name for cell in manual if cell.role == "written"]


def _lists(source):
    tree = ast.parse(source)
    wanted = ("GRADED_CELLS", "PLOTS_AND_RECORDS", "WRITTEN_TEXTS")
    return [ast.unparse(node) for node in tree.body if isinstance(node, ast.Assign) and node.targets[0].id in wanted]


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_is_a_module_that_says_what_it_is_for_and_does_nothing_by_itself(tool, capsys, name):
    module = tool(name)
    assert module.__doc__ and capsys.readouterr().out == ""


@pytest.mark.parametrize("name", COURSE.assignments())
def test_an_author_text_begins_to_run_as_a_script(name, tmp_path):
    """Up to its data, which are not there."""
    command = [sys.executable, str(SOURCE / f"{name}.py")]
    done = subprocess.run(command, cwd=tmp_path, env=environment(MPLBACKEND="Agg"), capture_output=True, text=True)
    assert "are missing" in done.stdout and "NameError" in done.stderr and "tools" not in done.stderr.splitlines()[-1]


# One by one


def test_files_are_found_in_the_order_of_the_folders(tool, tmp_path, monkeypatch):
    find_in = tool("helpers").find_in
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MUSIC_DATA", raising=False)
    assert find_in(tmp_path / "drive", "x.npy") is None
    for folder in ("drive", ".", "data", "named"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "x.npy").touch()
        if folder == "named":
            monkeypatch.setenv("MUSIC_DATA", str(tmp_path / folder))
        assert find_in(tmp_path / "drive", "x.npy").resolve().parent == (tmp_path / folder).resolve()


@pytest.mark.parametrize(
    ("value", "says"),
    [(1 / 3, 0.333333), (math.nan, "nan"), (math.inf, "inf"), ((1, None), [1, None]), ({1: True}, {"1": True})],
)
def test_what_a_record_holds_becomes_plain(tool, value, says):
    assert tool("helpers").plain(value) == says


def test_a_record_and_a_figure_print_what_they_hold(tool, capsys):
    helpers, shown = tool("helpers"), set()
    helpers.plt.switch_backend("Agg")
    helpers.show_rows("runs", [{"train_time": 2.0, "total_energy": 5.0}], release="7", shown=shown)
    helpers.plt.figure().subplots().plot([1, 2], label="a line")
    helpers.show_figure("plot", release="7", shown=shown)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith('{"evidence"')]
    assert [line["evidence"] for line in lines] == ["runs", "plot"] and shown == {"runs", "plot"}
    assert {line["release"] for line in lines} == {"7"} and lines[1]["axes"][0]["lines"][0]["label"] == "a line"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, None),
        ({"train_acc": [0.5]}, "each list should have 2 values"),
        ({"train_loss": [0.001, 0.0001], "train_acc": [0.5, 0.95]}, "50% of the train rows are wrong"),
        ({"train_acc": [0.1, 0.11], "train_loss": [2.3, 2.3]}, "hardly better than chance"),
        ({"train_acc": [0.5, 0.7], "train_loss": [1.5, 1.2]}, "We expect more than 0.9"),
        ({"test_acc": [0.3, 0.4], "test_loss": [2.0, 2.5]}, "Look at `Xts_scale`"),
        ({"train_acc": [1.0, 1.0]}, "exactly 1"),
    ],
)
def test_results_that_make_no_sense_are_doubted(tool, change, says):
    results = {"train_acc": [0.8, 0.97], "train_loss": [0.7, 0.1], "test_acc": [0.9, 0.96], "test_loss": [0.4, 0.1]}
    doubts = tool("results").doubts_about(results | change, epochs=2, n_class=10)
    assert len(doubts) == bool(says) and (not says or says in doubts[0])


def test_a_file_is_fetched_whole_or_not_at_all(tool, tmp_path, monkeypatch):
    fetching = tool("fetching")
    nothing_outside(monkeypatch, tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "served").mkdir()
    (tmp_path / "served" / "a.bin").write_bytes(b"abc")
    (tmp_path / "served" / "SHA256SUMS").write_text(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad *a.bin\nno checksum here at all\n"
    )
    with serving(files_of(tmp_path / "served")) as server:
        sums = fetching.read_checksums(server.url + "/")
        with pytest.raises(ValueError, match="damaged or incomplete"):
            fetching.fetch_file(server.url, "a.bin", "0" * 64)
        assert list((tmp_path / "data").iterdir()) == []
        fetching.fetch_file(server.url, "a.bin", sums["a.bin"])
    assert list(sums) == ["a.bin"] and (tmp_path / "data" / "a.bin").read_bytes() == b"abc"


def test_what_is_missing_comes_out_of_an_archive_whole_or_is_told(tool, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    unpacking, find = tool("unpacking"), partial(tool("helpers").find_in, "drive")
    options = {
        "archive": "a.zip",
        "address": "",
        "find": find,
        "assignment": "tiny",
        "also": ["made.json", "lacking.json"],
    }
    with zipfile.ZipFile("a.zip", "w") as file:
        for name in ("inside/one/1.txt", "inside/two/2.txt", "inside/made.json", "inside/other.txt"):
            file.writestr(name, name)
    whole = Path("a.zip").read_bytes()
    Path("a.zip").write_bytes(whole[:-40])
    assert unpacking.bring_parts(["one", "two"], **options) == ["one", "two"]
    said = capsys.readouterr().out
    assert "a.zip is damaged: was the upload finished?" in said and "python -m data_fetch tiny --to data" in said
    Path("a.zip").write_bytes(whole)
    Path("two").mkdir()
    assert unpacking.bring_parts(["one", "two"], **options) == [] and "missing" not in capsys.readouterr().out
    assert sorted(path.name for path in Path("data").iterdir()) == ["made.json", "one"]
    assert unpacking.bring_parts(["one", "three"], **options) == ["three"]
    assert "These are missing: three" in capsys.readouterr().out


def test_without_a_gpu_a_stopwatch_measures_time_only(tool, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "zeus.monitor", None)
    monitor, measured = tool("energy").start_monitor()
    monitor.begin_window("a")
    with pytest.raises(ValueError, match="already exists"):
        monitor.begin_window("a")
    window = monitor.end_window("a")
    assert not measured and window.time >= 0 and window.total_energy == 0
    assert "You rehearse with time only" in capsys.readouterr().out


def test_a_sweep_goes_on_where_it_was_stopped(tool, tmp_path):
    facts = ["release"]
    sweep, forget = tool("sweeps").sweeps(
        folder=lambda: tmp_path / "results", repeats=lambda: 2, depends_on=lambda: facts, code=lambda: [math.prod, plus]
    )

    def measured(stop=99):
        rows, runs = [], []
        for run in sweep("runs", rows, ["a", "b"]):
            if len(runs) == stop:
                break
            runs.append(run)
            rows.append({"run": list(run)})
        return runs, [tuple(row["run"]) for row in rows]

    every = [("a", 0), ("a", 1), ("b", 0), ("b", 1)]
    assert measured(stop=3)[0] == every[:3]
    assert measured() == (every[3:], every) and measured() == ([], every)
    facts.append("another machine")
    assert measured()[0] == every
    forget("runs")
    forget("runs")
    assert measured()[0] == every


def plus(a, b):
    return a + b


def test_the_last_cell_names_what_is_missing_in_any_notebook(tool, capsys, monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)

    def check_other():
        raise AssertionError("`x` should be 1.")

    names = {
        "NET_ID": "ab1",
        "check_other": check_other,
        "SHOWN": {"plot_a"},
        "runs": [{"kind": "a", "time": 1}],
        "EPOCHS": 3,
    }
    needed = dict(keys=["kind", "energy"], key="kind", settings=["a", "b"])
    say = tool("hand_in").say_what_is_missing
    say(names, ["one", "other"], ["plot_a", "plot_b"], ["comment"], {"runs": needed, "none": needed}, {"EPOCHS": 9})
    said = [line[4:] for line in capsys.readouterr().out.split("If this runtime")[0].splitlines()[1:]]
    assert said == [
        "Your name in section 1.",
        "Graded cell one: its self-check was not run in this runtime.",
        "Graded cell other: its self-check says: `x` should be 1.",
        "Record runs: no value for energy.",
        "Record runs: no run with kind b.",
        "Record none: it is empty. Run the cell that measures it.",
        "EPOCHS is 3: set it to 9, and measure again.",
        "Output of plot_b: its cell was not run to the end in this runtime.",
    ]


def test_a_text_is_missing_by_its_role_and_not_by_its_name(tool):
    cell = {"metadata": {"nbgrader": {"grade_id": "essay"}}, "source": ["YOUR ANSWER HERE"]}
    look = tool("hand_in").look_at_outputs
    assert look({"metadata": {}, "cells": [cell]}, set(), [], ["essay"]) == [
        "Your text essay: YOUR ANSWER HERE still stands in its cell."
    ]


def test_versions_are_compared_by_their_first_two_numbers(tool, monkeypatch, capsys):
    computer = tool("this_computer")
    monkeypatch.setattr(computer, "MADE_FOR", {"Python": ("3.10", "3.11")})
    for version, advice in (("3.9.1", "OLD"), ("3.11.9", "fine"), ("3.12", "newer than 3.11")):
        monkeypatch.setattr(computer.platform, "python_version", lambda version=version: version)
        computer.check_versions()
        assert advice in capsys.readouterr().out


def test_the_gpu_cell_says_what_one_can_do_without(tool, monkeypatch, capsys):
    cuda = SimpleNamespace(is_available=lambda: False)
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda))
    tool("this_computer").check_gpu(without="You measure time only.")
    assert "GPU: none. You measure time only." in capsys.readouterr().out


# The builder

GIVEN = "# %%\nimport numpy as np"
TEXT = "# Two functions and a figure."


@pytest.fixture
def built(course):
    """Return what reads the tiny text with some of its words and some tools replaced."""

    def read(old, new, **tools):
        folder = course.root / "source" / "tools"
        folder.mkdir(exist_ok=True)
        for name, content in tools.items():
            stem, _, kind = name.rpartition("_")
            (folder / f"{stem}.{kind}").write_text(content, encoding="utf-8")
        assert old in AUTHOR_TEXT
        (course.root / "source" / "tiny.py").write_text(AUTHOR_TEXT.replace(old, new, 1), encoding="utf-8")
        return AuthorText.read(course.root / "source" / "tiny.py")

    return read


DOUBLED = '''"""A tool."""

from __future__ import annotations

# @title Twice
import math

from tools.first import one

__all__ = ["doubled"]


def doubled(x):
    # %pip install numbers
    return 2 * x * one
'''


def test_the_text_of_a_tool_takes_the_place_of_its_line(built):
    lines = 'from tools.first import *\n\n# %% cellView="form"\nfrom tools.doubled import *\n\ntwice = doubled(2)'
    text = built(GIVEN, f"{GIVEN}\n{lines}", first_py='"""Doc."""\n\none = 1\n', doubled_py=DOUBLED)
    assert text.cells[1].source == "import numpy as np\none = 1"
    cell = next(cell for cell in text.cells if cell.view == "form")
    assert cell.source.startswith(
        "# @title Twice\nimport math\n\n\ndef doubled(x):\n    %pip install numbers\n    return 2 * x * one\n\ntwice = "
    )
    assert not find_leaks(text, student_notebook(text))


def test_the_words_of_an_include_stand_in_the_text(built):
    included = '{tools/words.md place="section 3"\n#   kind="a plot"}'
    text = built(TEXT, f"{TEXT}\n#\n# {included}", words_md="See {{place}}: {{kind}}, $x_{1}$.\n")
    assert text.cells[0].source.endswith("figure.\n\nSee section 3: a plot, $x_{1}$.")


def test_a_solution_line_that_a_tool_shows_is_no_leak_and_one_in_an_answer_is(built):
    text = built(GIVEN, f"{GIVEN}\nfrom tools.mean import *", mean_py="mean = values.mean()\n")
    assert not [leak for leak in find_leaks(text, student_notebook(text)) if "mean" in leak]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("from tools.meen import *", "no tools/meen.py: did you mean mean.py?"),
        ("from tools.mean import *  # a tool", "on a line of its own"),
        ("from tools.mean import mean", "on a line of its own"),
        ("from tools import mean", "on a line of its own"),
        ("import tools.mean", "on a line of its own"),
        ("if True:\n    from tools.mean import *", "on a line of its own"),
        ("from tools.mean import *\nfrom tools.mean import *", "included twice"),
        ("from tools.needs import *", "needs `from tools.mean import *` in a cell above"),
        ("from tools.all_of import *", "as `from tools.NAME import a, b`"),
        ("from tools.cells import *", "a tool is one cell of code"),
        ("from tools.solved import *", "marks of cells"),
        ("from tools.broken import *", "not valid Python"),
    ],
)
def test_a_line_that_includes_no_tool_says_what_to_write(built, line, says):
    tools = dict(
        mean_py="mean = 1\n",
        needs_py="from tools.mean import mean\n",
        all_of_py="from tools.mean import *\n",
        cells_py="x = 1\n\n# %%\ny = 1\n",
        solved_py="### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n",
        broken_py="x = = 1\n",
    )
    with pytest.raises(UserError, match=r"t[a-z]+[./]") as error:
        built(GIVEN, f"{GIVEN}\n{line}", **tools)
    assert says in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{tools/wrods.md}", "did you mean words.md?"),
        ("{tools/words.md}", 'also needs place="…"'),
        ('{tools/words.md place="x" palce="y"}', "did you mean place?"),
        ("{tools/words.md place=x}", "on a line of its own"),
        ("{tools/words}", "on a line of its own"),
        ("from tools.words import *", "on a line of its own"),
    ],
)
def test_a_line_that_includes_no_text_says_what_to_write(built, line, says):
    with pytest.raises(UserError, match=r"tiny\.py, the cell that begins") as error:
        built(TEXT, f"{TEXT}\n#\n# {line}", words_md="See {{place}}.\n")
    assert says in str(error.value)


def test_a_graded_cell_or_a_check_includes_no_tool(built):
    with pytest.raises(UserError, match="is for given cells"):
        built("mean = values.mean()", "from tools.mean import *", mean_py="mean = 1\n")
    with pytest.raises(UserError, match="is for given cells"):
        built("assert np.ndim", "from tools.mean import *\nassert np.ndim", mean_py="mean = 1\n")
    with pytest.raises(UserError, match="are for given cells"):
        built("# What does the figure show?", "# {tools/words.md}", words_md="What?\n")
