"""The executed solution of a tiny course: its outputs, what it hides, and what a failure leaves behind."""

import base64
import io
import json
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from rich.console import Console

from grader import simulated_gpu
from grader.assignment.author_text import AuthorText
from grader.assignment.students_notebook import student_notebook
from grader.authoring import solution
from grader.authoring.solution import (
    NOTE_ID,
    execute_solution,
    fill_release,
    refresh_texts,
    solution_notebook,
    with_outputs_of,
)
from grader.conventions import MARKER
from grader.course import Course
from grader.errors import UserError

TEXT = f"""\
# ---
# jupyter:
#   kernelspec: {{display_name: Python 3, language: python, name: python3}}
# ---

# %% [markdown]
# # Tiny

# %%
import os, sys, warnings
from pathlib import Path
import matplotlib.pyplot as plt
import numpy as np
values = np.load("data/values.npy")
print("in", os.getcwd(), "with", Path("data/values.npy").resolve(), "and", sys.prefix)
print(Path("beside.txt").read_text())
print(object())
print("step 1", end="\\r")
print("step 2")
warnings.warn("a warning")
Path("data/new.txt").write_text("lost with the folder");

# %% answer="double"
{MARKER}
### BEGIN SOLUTION
def double(x):
    return 2 * x
### END SOLUTION

# %% check="double" points=5
assert double(2) == 4, "`double(2)` is 4."
print("looks right")

# %%
from zeus.monitor import ZeusMonitor
monitor = ZeusMonitor(gpu_indices=[0])
monitor.begin_window("sum")
total = sum(range(10**6))
measured = monitor.end_window("sum")
print("energy", measured.total_energy > 0, monitor.gpus.get_name(0))

# %% plot="plot_values" points=2
### BEGIN SOLUTION
plt.figure()
plt.plot(double(values))
### END SOLUTION
plt.show()

# %%
from IPython.display import Audio
Audio(np.sin(np.arange(200_000)), rate=8000)

# %% [markdown] written="comment" points=2
# ### BEGIN SOLUTION
# It doubles.
# ### END SOLUTION
"""
ONE_CELL = "# %% [markdown]\n# # One\n\n# %%\n{code}\n"


def make_course(folder, text):
    """Make a course with the assignment `tiny` and a data folder in `folder`."""
    root = folder / "course"
    (root / "source" / "tiny").mkdir(parents=True)
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    (root / "source" / "tiny.py").write_text(text)
    (root / "source" / "tiny" / "beside.txt").write_text("released beside the notebook")
    (folder / "data-set").mkdir()
    np.save(folder / "data-set" / "values.npy", np.arange(5.0))
    return Course.find(root)


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path, TEXT)


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """Return the folder, the file and the notebook of one run."""
    folder = tmp_path_factory.mktemp("run")
    course = make_course(folder, TEXT)
    path = execute_solution(course, "tiny", folder / "data-set", simulated=True)
    return folder, path, nbformat.read(path, as_version=4)


def cell_with(notebook, words):
    return next(cell for cell in notebook.cells if words in cell.source)


def text_of(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


def test_it_lies_where_the_course_says_and_is_valid(executed):
    folder, path, notebook = executed
    assert path == folder / "course" / "solutions" / "tiny" / "tiny.ipynb"
    nbformat.validate(notebook)
    assert [p.name for p in path.parent.iterdir()] == ["tiny.ipynb"]


def test_cells_are_the_instructors_without_marks(executed):
    folder, _, notebook = executed
    first = solution_notebook(AuthorText.read(folder / "course" / "source" / "tiny.py"))
    assert [cell.id for cell in notebook.cells] == [NOTE_ID, *(cell.id for cell in first.cells)]
    assert [cell.source for cell in notebook.cells[1:]] == [cell.source for cell in first.cells]
    source = "\n".join(cell.source for cell in notebook.cells)
    assert "SOLUTION" not in source and "HIDDEN" not in source and "RuntimeError" not in source
    assert cell_with(notebook, "def double").source == f"{MARKER}\ndef double(x):\n    return 2 * x"
    assert cell_with(notebook, "It doubles").source == "It doubles."


def test_everything_ran_in_order(executed):
    _, _, notebook = executed
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert counts == [1, 2, 3, 4, 5, 6]
    assert text_of(cell_with(notebook, "looks right")) == "looks right\n"


def test_simulated_energy_says_so_wherever_it_shows(executed):
    _, _, notebook = executed
    note = notebook.cells[0].source
    assert note.startswith("**Executed on a SIMULATED GPU:**") and "not measurements" in note
    for package in ("Python 3.", "zeus 0.1", "numpy 2.", "matplotlib 3."):
        assert package in note
    zeus = text_of(cell_with(notebook, "begin_window"))
    assert zeus == f"energy True SIMULATED GPU\n{simulated_gpu.CELL_LABEL}\n"
    others = [cell for cell in notebook.cells if cell.cell_type == "code" and "Zeus" not in cell.source]
    assert not any("SIMULATED" in text_of(cell) for cell in others)


def test_outputs_hold_no_path_address_or_time(executed):
    folder, path, notebook = executed
    written = re.sub(r'"image/png": "[^"]*"', "", path.read_text())  # a picture's letters spell anything
    for secret in (str(folder), "solution-", str(folder.parent), "ipykernel_", "0x7", "iopub"):
        assert secret not in written, secret
    output = text_of(notebook.cells[2])
    assert output.startswith(
        "in . with ./data/values.npy and [python]\nreleased beside the notebook\n<object object at 0x…>\nstep 2\n"
    )
    assert "[cell]:" in output and "a warning" in output
    assert all(set(cell.metadata) <= {"nbgrader"} for cell in notebook.cells)
    assert "version" not in notebook.metadata.language_info


def test_a_time_of_day_is_no_measurement(tmp_path):
    clean = solution._Cleaner(tmp_path / "work", tmp_path, tmp_path / "course", None)
    output = nbformat.v4.new_output("stream", text='{"printed": "2026-11-22 08:20 UTC", "train_time": 1.5}')
    assert clean.outputs([output])[0].text == '{"printed": "[time]", "train_time": 1.5}'


def test_the_data_folder_is_left_as_it_was(executed):
    folder, _, _ = executed
    assert [path.name for path in (folder / "data-set").iterdir()] == ["values.npy"]


def test_figures_are_kept_small_and_sound_is_left_out(executed):
    _, path, notebook = executed
    outputs = cell_with(notebook, "plt.plot").outputs
    figures = [o.data["image/png"] for o in outputs if "image/png" in o.get("data", {})]
    assert len(figures) == 1
    from PIL import Image

    with Image.open(io.BytesIO(base64.b64decode(figures[0]))) as image:
        assert image.mode == "P" and not image.info.get("Software")
        assert 300 < image.width < 640
        colours = [rgb for _, rgb in image.convert("RGB").getcolors(1 << 20)]
    assert any(red > 150 > 2 * green for red, green, _ in colours), "the device's name is in the figure, in red"
    sound = cell_with(notebook, "Audio(").outputs
    assert [output.data for output in sound] == [{"text/plain": "[audio player left out: run the cell to listen]"}]
    assert path.stat().st_size < 100_000


def test_a_failing_cell_is_named_and_the_old_file_stays(course, tmp_path):
    old = course.solutions("tiny") / "tiny.ipynb"
    old.parent.mkdir(parents=True)
    old.write_text("the old one")
    source = course.author_text("tiny")
    source.write_text(source.read_text().replace("return 2 * x", "return 2 * y"))
    with pytest.raises(UserError) as caught:
        execute_solution(course, "tiny", tmp_path / "data-set", simulated=True)
    message = str(caught.value)
    assert "cell 'double-check' (code cell 3 of 6) failed: NameError: name 'y' is not defined" in message
    assert "cell 'double', line 3: return 2 * y" in message
    assert old.read_text() == "the old one" and len(list(old.parent.iterdir())) == 1


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import time\ntime.sleep(60)", "longer than 1 s"),
        ("import os\nos._exit(1)", "Kernel died"),
    ],
)
def test_other_failures_are_told_too(tmp_path, code, words):
    course = make_course(tmp_path, ONE_CELL.format(code=code))
    with pytest.raises(UserError, match=words) as caught:
        execute_solution(course, "tiny", simulated=False, timeout=1 if "sleep" in code else None)
    assert "'one-2' (code cell 1 of 1)" in str(caught.value)
    assert not course.solutions("tiny").exists()


def test_a_cell_that_is_no_python_is_told_before_anything_runs(tmp_path):
    course = make_course(tmp_path, ONE_CELL.format(code="x = 1\n1 +* 2 %"))
    with pytest.raises(UserError, match="the cell that begins 'x = 1' is not valid Python"):
        execute_solution(course, "tiny", simulated=False)
    assert not course.solutions("tiny").exists()


def test_missing_data_and_assignments_are_told(course, tmp_path):
    with pytest.raises(UserError, match=r"no data folder .*data_fetch tiny"):
        execute_solution(course, "tiny", tmp_path / "nowhere")
    with pytest.raises(UserError, match="no assignment 'other'"):
        execute_solution(course, "other")


def test_without_zeus_nothing_is_simulated(tmp_path, monkeypatch):
    monkeypatch.setattr(solution, "_name_of_gpu", lambda: None)
    code = "import sys\nprint([name for name in sys.modules if 'simulated' in name], __name__)"
    course = make_course(tmp_path, ONE_CELL.format(code=code))
    screen = io.StringIO()
    path = execute_solution(course, "tiny", console=Console(file=screen, force_terminal=True, width=100))
    notebook = nbformat.read(path, as_version=4)
    assert re.fullmatch(r"\*\*Executed on a CPU\.\*\* Versions: Python [\d.]+\.", notebook.cells[0].source)
    assert text_of(notebook.cells[2]) == "[] __main__\n"
    assert "cell 1/1" in screen.getvalue()


def test_a_run_without_a_terminal_prints_nothing(tmp_path, capsys):
    course = make_course(tmp_path, ONE_CELL.format(code="y = 1"))
    execute_solution(course, "tiny", simulated=False)
    assert capsys.readouterr().out.strip() == ""


def test_two_deterministic_runs_are_the_same(tmp_path):
    code = (
        "from zeus.monitor import ZeusMonitor\n"
        "m = ZeusMonitor(gpu_indices=[0])\n"
        "m.begin_window('a'); print(m.end_window('a').total_energy, {'b', 'c', 'd'})"
    )
    course = make_course(tmp_path, ONE_CELL.format(code=code))
    first, second = (
        execute_solution(course, "tiny", simulated=True, deterministic=True).read_bytes() for _ in range(2)
    )
    assert first == second and b"25.0" in first


def test_large_outputs_give_way(executed):
    notebook = nbformat.from_dict(json.loads(json.dumps(executed[2])))
    large, small = cell_with(notebook, "plt.plot"), cell_with(notebook, "looks right")
    large.outputs[-1].data["image/png"] = "A" * 2_000_000
    solution._keep_small(notebook)
    assert text_of(large) == "[an output of 2.0 MB left out: run the cell to see it]\n"
    assert text_of(small) == "looks right\n"
    with pytest.raises(UserError, match="larger than 100 bytes"):
        solution._keep_small(notebook, limit=100)


def test_texts_can_change_without_another_run(course):
    old = course.solutions("tiny") / "tiny.ipynb"
    with pytest.raises(UserError, match="no executed solution"):
        refresh_texts(course, "tiny")
    source = course.author_text("tiny")
    source.write_text(ONE_CELL.format(code="print(2 + 2)"))
    execute_solution(course, "tiny", simulated=False)
    before = nbformat.read(old, as_version=4)
    source.write_text(source.read_text().replace("# # One", "# # Two"))
    assert refresh_texts(course, "tiny") == old
    after = nbformat.read(old, as_version=4)
    assert after.cells[0] == before.cells[0] and after.metadata == before.metadata
    assert after.cells[1].source == "# Two"
    assert text_of(after.cells[2]) == "4\n"
    source.write_text(source.read_text().replace("2 + 2", "2 + 3"))
    with pytest.raises(UserError, match=r"have changed .*execute it again"):
        refresh_texts(course, "tiny")
    assert nbformat.read(old, as_version=4) == after


# Filled releases


def test_a_release_is_filled_with_reference_solutions(course):
    text = AuthorText.read(course.author_text("tiny"))
    release = student_notebook(text)
    before = json.dumps(release)
    filled = fill_release(release, text)
    assert json.dumps(release) == before
    expected = [cell.source for cell in solution_notebook(text).cells]
    assert [cell.source.rstrip() for cell in filled.cells] == expected
    assert [cell.metadata for cell in filled.cells] == [cell.metadata for cell in release.cells]
    assert filled.cells[2].source.startswith(MARKER + "\ndef double")


def test_given_answers_replace_the_solutions(course):
    text = AuthorText.read(course.author_text("tiny"))
    release = student_notebook(text)
    wrong = "def double(x):\n    return x"
    filled = fill_release(release, text, {"double": wrong, "plot_values": None, "comment": "Mine."})
    assert cell_with(filled, "def double").source == f"{MARKER}\n{wrong}"
    plot = next(c for c in filled.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "plot_values")
    assert "raise NotImplementedError()" in plot.source
    assert filled.cells[-1].source == "Mine."
    marked = fill_release(release, text, {"double": f"{MARKER}\n{wrong}"})
    assert cell_with(marked, "def double").source == f"{MARKER}\n{wrong}"
    with pytest.raises(UserError, match="no answer cell dubble"):
        fill_release(release, text, {"dubble": wrong})


def test_outputs_are_copied_by_cell_id(executed):
    folder, _, notebook = executed
    text = AuthorText.read(folder / "course" / "source" / "tiny.py")
    filled = fill_release(student_notebook(text), text)
    shown = with_outputs_of(filled, notebook)
    nbformat.validate(shown)
    assert text_of(cell_with(shown, "looks right")) == "looks right\n"
    assert cell_with(shown, "plt.plot").outputs == cell_with(notebook, "plt.plot").outputs
    assert [cell.source for cell in shown.cells] == [cell.source for cell in filled.cells]
    assert not cell_with(filled, "looks right").outputs


# The solutions that lie in this repository

REPOSITORY = Path(__file__).resolve().parents[2]


def solved(name):
    """Return the author text of an assignment, the path of its executed solution, and that notebook."""
    course = Course.find(REPOSITORY)
    path = course.solutions(name) / f"{name}.ipynb"
    return AuthorText.read(course.author_text(name)), path, nbformat.read(path, as_version=4)


@pytest.fixture(scope="module")
def flagship():
    return solved("music_classification")


@pytest.fixture(scope="module", params=Course(REPOSITORY).assignments())
def each(request):
    """The solution of each assignment."""
    return solved(request.param)


def record(notebook, name):
    """Return the record that the evidence cell `name` printed."""
    printed = text_of(next(cell for cell in notebook.cells if cell.id == name)).splitlines()
    return next(json.loads(line) for line in printed if line.startswith('{"evidence"'))


def test_a_solution_was_made_from_its_text(each):
    text, _, notebook = each
    now = [cell.source for cell in solution_notebook(text).cells if cell.cell_type == "code"]
    then = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert then == now, "execute the solution again: code cells have changed since."


def test_a_solution_is_small_and_names_no_machine(each):
    _, path, notebook = each
    assert path.stat().st_size < solution.MAX_BYTES
    nbformat.validate(notebook)
    outputs = json.dumps([cell.outputs for cell in notebook.cells if cell.cell_type == "code"])
    assert not re.search(r"/(home|root|Users|work|tmp|mnt)/|ipykernel_|\d\d:\d\d:\d\d", outputs)
    assert "left out: run the cell to see it" not in outputs
    errors = [o for cell in notebook.cells for o in cell.get("outputs", []) if o.output_type == "error"]
    assert not errors


def test_the_flagships_network_is_right_on_more_than_99_percent_of_the_test(flagship):
    _, _, notebook = flagship
    lines = text_of(next(cell for cell in notebook.cells if cell.id == "fit")).strip().splitlines()
    assert len(lines) == 10 and float(lines[-1].split()[-1]) > 0.99


def test_the_flagships_records_fit_what_its_text_says(flagship):
    _, _, notebook = flagship
    rates, sizes = (record(notebook, name)["rows"] for name in ("metrics_vs_lr", "metrics_vs_bs"))
    assert [row["learning_rate"] for row in rates] == [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1]
    assert [row["reached"] for row in rates] == [False, True, True, True, True, False]
    assert min(rates, key=lambda row: row["train_time"])["learning_rate"] == 0.01
    assert min(rates, key=lambda row: row["total_energy"])["learning_rate"] == 0.01
    assert [row["batch_size"] for row in sizes] == [32, 128, 512, 2048]
    assert all(row["reached"] and row["test_accuracy"] > 0.98 for row in sizes)
    assert [row["epochs"] for row in sizes] == sorted({row["epochs"] for row in sizes})
    assert min(sizes, key=lambda row: row["train_time"])["batch_size"] == 128
    # Every test accuracy and every number of watt-hours (three digits) that the model comments quote is a measured one.
    for name, rows in (("comment_tta_learning_rate", rates), ("comment_tta_batch_size", sizes)):
        comment = next(cell.source for cell in notebook.cells if cell.id == name)
        quoted = {float(number) for number in re.findall(r"\d+\.\d{3}(?!\d)", comment)}
        known = {round(row["test_accuracy"], 3) for row in rows} | {row["learning_rate"] for row in rows}
        known |= {round(row["total_energy"] / 3600, 3) for row in rows}
        assert quoted <= known, f"{name} quotes {quoted - known}, which the record does not hold."


def test_the_flagships_levers_save_what_its_text_says(flagship):
    _, _, notebook = flagship
    lines = text_of(next(cell for cell in notebook.cells if cell.id == "faster")).splitlines()
    times = [float(number) for line in lines for number in re.findall(r"epochs +([\d.]+) s +[\d.]+ J", line)]
    assert len(times) == 6 and times[-1] < min(times[:4])  # the last two differ by less than a busy machine's whim
    text = " ".join("\n".join(cell.source for cell in notebook.cells).split())
    factor = re.search(r"took (\d\.\d) s with all levers and (\d\.\d) s without", text)
    assert [float(factor[1]), float(factor[2])] == [round(times[-1], 1), round(times[0], 1)]


def test_simulated_energy_is_labelled(each):
    text, _, notebook = each
    if "Executed on a SIMULATED GPU" not in notebook.cells[0].source:
        pytest.skip("executed on a real GPU")
    records = [cell.name for cell in text.manual.values() if cell.role == "evidence"]
    assert records and all(record(notebook, name)["gpu"] == simulated_gpu.NAME for name in records)
    run = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.outputs]
    assert any(text_of(cell).endswith(simulated_gpu.CELL_LABEL + "\n") for cell in run)
    # A cell that only defines what opens the window has no output.
    measuring = [cell for cell in run if re.search(r"^\s*monitor\.begin_window", cell.source, re.MULTILINE)]
    assert all(text_of(cell).endswith(simulated_gpu.CELL_LABEL + "\n") for cell in measuring)
    assert not re.search(
        r"\d J",
        "".join(text_of(c) for c in notebook.cells if c.cell_type == "code" and simulated_gpu.NAME not in text_of(c)),
    )


def test_a_solution_has_all_its_plots(each):
    text, _, notebook = each
    figures = [
        cell.id
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    plots = [cell.name for cell in text.manual.values() if cell.role == "plot"]
    assert [name for name in figures if name.startswith("plot_")] == plots and len(figures) > len(plots)


def test_model_texts_are_written(each):
    text, _, _ = each
    for name, cell in text.manual.items():
        assert cell.role != "written" or len(cell.solution.split()) > 60, name


def test_the_recurrent_networks_beat_the_fully_connected_one():
    _, _, notebook = solved("nsynth_rnn")
    found = {}
    for row in record(notebook, "model_runs")["rows"]:
        found.setdefault(row["model"], []).append(row["test_accuracy"])
    assert list(found) == ["fc", "lstm", "blstm", "blstm_last"] and all(len(runs) == 3 for runs in found.values())
    assert min(found["lstm"]) > max(found["fc"]) and min(found["blstm"]) > max(found["fc"])
