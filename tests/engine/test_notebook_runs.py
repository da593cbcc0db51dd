"""The flagship's tools, cell by cell: data, runtime, last cell, sweeps that are interrupted. No network, no GPU."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import types
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from local_server import files_of, nothing_outside, serving
from notebooks import environment, folder_of_ipython, kernels

from grader.assignment.author_text import AuthorText
from grader.assignment.students_notebook import student_notebook

REPOSITORY = Path(__file__).resolve().parents[2]
TEXT = AuthorText.read(REPOSITORY / "source" / "music_classification.py")
CODE = [cell for cell in TEXT.cells if cell.kind == "code"]
FILES = ["uiowa_train_data.npy", "uiowa_train_labels.npy", "uiowa_test_data.npy", "uiowa_test_labels.npy"]


def cell_with(words):
    """Return the given code cell of the author text that contains `words`."""
    return next(cell for cell in CODE if words in cell.source)


def test_without_data_the_notebook_says_what_to_upload(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    space = run_data_cell()
    said = capsys.readouterr().out
    assert "These files are missing: uiowa_train_data.npy, uiowa_train_labels.npy" in said
    assert "Xtr" not in space and os.listdir() == []


# The last cell, by itself


def last_cell(**names):
    """Run the last cell with these names; return nothing: it prints."""
    exec(compile(CODE[-1].source, "last cell", "exec"), {"SHOWN": set(), **names})


@pytest.fixture(autouse=True)
def outside_of_jupyter(monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)


def test_the_last_cell_works_in_an_empty_runtime(capsys):
    exec(compile(CODE[-1].source, "last cell", "exec"), {})
    said = capsys.readouterr().out
    assert "its self-check was not run in this runtime" in said and "If this runtime is new" in said


def as_handed_in():
    """Return the release as a dict, with a comment written and one plot printed."""
    notebook = json.loads(json.dumps(student_notebook(TEXT)))
    for cell in notebook["cells"]:
        if cell["id"] == "comment_learning_rates":
            cell["source"] = ["I choose\n", "0.01."]
        if cell["id"] == "plot_training":
            cell["outputs"] = [{"output_type": "stream", "text": ['{"evidence": "plot_training", ', '"axes": []}']}]
    return notebook


@pytest.fixture(params=["Colab", "Jupyter", "VS Code"])
def seen(request, monkeypatch, tmp_path):
    """Let the last cell see a notebook; return a function that takes it and returns the names to run with."""

    def let_see(notebook):
        file = tmp_path / "here.ipynb"
        file.write_text(json.dumps(notebook))
        if request.param == "VS Code":
            return {"__vsc_ipynb_file__": str(file)}
        if request.param == "Jupyter":
            monkeypatch.setenv("JPY_SESSION_NAME", str(file))
            return {}
        message = SimpleNamespace(
            blocking_request=lambda what, **_: {"ipynb": notebook} if what == "get_ipynb" else None
        )
        monkeypatch.setitem(sys.modules, "google", types.ModuleType("google"))
        monkeypatch.setitem(sys.modules, "google.colab", SimpleNamespace(_message=message))
        return {}

    return let_see


def test_the_last_cell_looks_at_the_notebook_itself_where_it_can(capsys, seen):
    last_cell(**seen(as_handed_in()), SHOWN={"plot_learning_rates"})
    said = capsys.readouterr().out
    assert re.findall(r"Your text (\w+): YOUR ANSWER HERE", said) == [
        "comment_tta_learning_rate",
        "comment_tta_batch_size",
    ]
    lacking = re.findall(r"Output of (\w+): it is not in the notebook", said)
    assert lacking == [
        "plot_learning_rates",
        "metrics_vs_lr",
        "plot_tta_learning_rate",
        "metrics_vs_bs",
        "plot_tta_batch_size",
    ]
    assert (
        "Outputs: they will not be saved" not in said and "comments written" not in said and "Open it once more" in said
    )


def test_the_last_cell_says_if_outputs_will_not_be_saved(capsys, seen):
    notebook = as_handed_in()
    notebook["metadata"]["colab"] = {"private_outputs": True}
    last_cell(**seen(notebook))
    assert "Outputs: they will not be saved. Turn Edit > Notebook settings" in capsys.readouterr().out


@pytest.mark.parametrize("notebook", [None, [], {}, {"metadata": {}, "cells": [{}]}, {"metadata": 1, "cells": 2}])
def test_the_last_cell_survives_a_notebook_that_it_cannot_read(capsys, seen, notebook):
    last_cell(**seen(notebook))
    assert "Your Net ID in section 1." in capsys.readouterr().out


@pytest.mark.parametrize("rows", [None, 5, [1, 2], [{}], [{"learning_rate": object()}], {"a": 1}, np.zeros(3)])
def test_the_last_cell_survives_any_record(capsys, rows):
    last_cell(metrics_vs_lr=rows, SHOWN=None, MAX_EPOCHS=np.zeros(2))
    said = capsys.readouterr().out
    assert "metrics_vs_lr" in said or "look_at_record" in said
    assert "What cannot be seen from here" in said


def test_the_last_cell_repeats_what_a_self_check_says(capsys):
    def stop():
        raise SystemExit("stopped")

    def wrong():
        print("not to be seen")
        raise AssertionError("each column should have mean 0.")

    last_cell(check_train_model=stop, check_standardize=wrong, check_data_details=lambda: print("Good"))
    said = capsys.readouterr().out
    assert "Graded cell train_model: its self-check says: stopped" in said
    assert "Graded cell standardize: its self-check says: each column should have mean 0." in said
    assert "data_details" not in said and "not to be seen" not in said


# The runtime cell


def run_runtime_cell(monkeypatch, packages, gpu=None):
    """Run the first code cell where only `packages` (name: version) of those it asks for are installed."""
    asked = []
    cuda = SimpleNamespace(is_available=lambda: gpu is not None, get_device_name=lambda index: gpu)
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda))

    def version(name):
        if name not in packages:
            raise importlib.metadata.PackageNotFoundError(name)
        return packages[name]

    def run_line_magic(name, arguments):
        asked.append(f"%{name} {arguments}")
        packages["zeus"] = "0.16.0"

    here = packages.keys() & {"zeus", "zeus-ml"}
    monkeypatch.setattr(importlib.metadata, "version", version)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object() if name != "zeus" or here else None)
    source = TransformerManager().transform_cell(CODE[0].source)
    shell = SimpleNamespace(run_line_magic=run_line_magic)
    exec(compile(source, "runtime cell", "exec"), {"get_ipython": lambda: shell})
    return asked


KNOWN = {
    "torch": "2.11.0+cu128",
    "numpy": "2.1.3",
    "librosa": "0.11.0",
    "matplotlib": "3.10.0",
    "seaborn": "0.13.2",
    "IPython": "7.34.0",
}


def test_zeus_is_installed_once(monkeypatch, capsys):
    packages = dict(KNOWN)
    assert run_runtime_cell(monkeypatch, packages) == ['%pip install -q "zeus>=0.15,<0.17"']
    assert run_runtime_cell(monkeypatch, packages) == []
    assert "OLD" not in capsys.readouterr().out


@pytest.mark.parametrize("both", [False, True])
def test_zeus_is_never_installed_beside_zeus_ml(monkeypatch, capsys, both):
    packages = {**KNOWN, "zeus-ml": "0.11.0.post1", **({"zeus": "0.16.0"} if both else {})}
    assert run_runtime_cell(monkeypatch, packages) == []
    said = capsys.readouterr().out
    assert ("%pip uninstall -y zeus zeus-ml" if both else "%pip uninstall -y zeus-ml ") in said
    assert ("BOTH" in said) == both


def test_zeus_is_not_installed_beside_a_pytorch_that_would_not_start_then(monkeypatch, capsys):
    assert run_runtime_cell(monkeypatch, {**KNOWN, "torch": "2.4.1"}) == []
    said = capsys.readouterr().out
    assert "older than 2.5 does not start" in said and "OLD: run  %pip install -U torch" in said


def test_versions_are_compared_with_those_we_know(monkeypatch, capsys):
    run_runtime_cell(monkeypatch, {**KNOWN, "zeus": "0.16.0", "numpy": "1.26.4", "torch": "3.1"} | {"seaborn": "1"})
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if line.strip()}
    assert "OLD: run  %pip install -U numpy" in lines["numpy"]
    assert "newer than 2.13" in lines["torch"] and "newer" in lines["seaborn"]
    assert lines["zeus"].endswith("fine") and lines["librosa"].endswith("fine")


def test_the_gpu_is_named(monkeypatch, capsys):
    run_runtime_cell(monkeypatch, dict(KNOWN), gpu="Tesla T4")
    assert "GPU: Tesla T4 - you can do everything here." in capsys.readouterr().out
    run_runtime_cell(monkeypatch, dict(KNOWN))
    assert "Change runtime type > T4 GPU" in capsys.readouterr().out


def test_a_missing_package_is_named(monkeypatch, capsys):
    run_runtime_cell(monkeypatch, {name: version for name, version in KNOWN.items() if name != "librosa"})
    assert "MISSING: run  %pip install librosa" in capsys.readouterr().out


# The data cell


def run_data_cell(address=""):
    """Run the data cell in the current folder with this STUDENT_FILES; return its names."""
    imports = "import functools, json, os\nimport numpy as np\n"
    source = next(cell for cell in CODE if cell.toy == "data").source
    source = source.replace('STUDENT_FILES = ""', f"STUDENT_FILES = {address!r}", 1)
    space = {}
    for part in (imports, cell_with("def find_in").source, source):
        exec(compile(part, "data cell", "exec"), space)
    return space


@pytest.fixture
def students_folder(tmp_path):
    """Serve a folder with tiny data and their checksums; return it and its address."""
    folder = tmp_path / "served"
    folder.mkdir()
    for name, array in zip(FILES, (np.eye(4), np.arange(4), np.ones((2, 4)), np.arange(2)), strict=True):
        np.save(folder / name, array)
    (folder / "uiowa_classes.json").write_text('["oboe", "violin"]')
    (folder / "uiowa_sources.json").write_text('{"source": {"title": "tiny data"}}')
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in sorted(folder.iterdir())]
    (folder / "SHA256SUMS").write_text("\n".join(sums) + "\n")
    with serving(files_of(folder)) as server:
        yield folder, server.url


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Work in an empty folder, with no proxy and no MUSIC_DATA."""
    nothing_outside(monkeypatch, tmp_path)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def test_missing_files_come_from_the_students_folder(students_folder, here, capsys):
    space = run_data_cell(students_folder[1] + "/")
    assert space["Xtr"].shape == (4, 4) and space["classes"] == ["oboe", "violin"]
    assert sorted(os.listdir("data")) == sorted([*FILES, "uiowa_classes.json", "uiowa_sources.json"])
    said = capsys.readouterr().out
    assert "fetching uiowa_train_data.npy" in said and "Source: tiny data" in said
    run_data_cell(students_folder[1])
    assert "fetching" not in capsys.readouterr().out


def test_files_on_disk_come_first(students_folder, here, capsys):
    np.save(FILES[0], np.zeros((4, 4)))
    space = run_data_cell(students_folder[1])
    assert not space["Xtr"].any() and FILES[0] not in os.listdir("data")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda folder: (folder / FILES[2]).write_bytes(b"cut off"), f"{FILES[2]} arrived damaged or incomplete"),
        (lambda folder: (folder / FILES[2]).unlink(), "HTTP Error 404"),
        (lambda folder: (folder / "SHA256SUMS").unlink(), "HTTP Error 404"),
        (lambda folder: (folder / "SHA256SUMS").write_text("<html>Log in</html>"), "These files are missing"),
    ],
)
def test_what_cannot_be_fetched_is_told_and_leaves_no_half_file(students_folder, here, capsys, damage, words):
    folder, address = students_folder
    damage(folder)
    space = run_data_cell(address)
    said = capsys.readouterr().out
    assert words in said and "upload them beside this notebook" in said and "Xtr" not in space
    assert not [name for _, _, names in os.walk(here) for name in names if name.endswith(".part") or name == FILES[2]]


def test_a_server_that_is_not_there_is_told(here, capsys):
    run_data_cell("http://127.0.0.1:9")
    assert "could not be fetched" in capsys.readouterr().out


def test_an_unfinished_upload_is_named(students_folder, here, capsys):
    shutil.copytree(students_folder[0], "data")
    whole = Path("data", FILES[0]).read_bytes()
    Path("data", FILES[0]).write_bytes(whole[:-20])
    with pytest.raises(ValueError):
        run_data_cell()
    assert f"{Path('data', FILES[0])} cannot be read: was the upload finished?" in capsys.readouterr().out


# A sweep that is interrupted

TOY = """
import functools, json, os, sys, time
from types import SimpleNamespace
from types import SimpleNamespace

class InstrumentNet:
    def __init__(self, *sizes):
        pass

    def forward(self, x):
        return x

    def to(self, device):
        return self

    def parameters(self):
        return []

def train_model(): pass
def eval_model(): pass
def warm_up(loader): pass

def train_to_accuracy(optimizer, max_epochs, **others):
    print("RUN", optimizer, flush=True)
    if str(optimizer) == sys.argv[1]:
        time.sleep(60)
    return 0.5, 1.0, 3

torch = sys.modules["torch"] = SimpleNamespace(manual_seed=lambda seed: None, __version__="")
optim = SimpleNamespace(Adam=lambda weights, lr: lr)
monitor = SimpleNamespace(begin_window=lambda key: None,
                          end_window=lambda key: SimpleNamespace(time=float(os.getpid()), total_energy=1.0))
n_feat = n_class = SEED = 2
ENERGY_MEASURED = False
device = criterion = train_part_loader = val_loader = test_loader = None
train_part = range(7)
"""
SHOW = 'print("ROWS", json.dumps([[r["learning_rate"], r["repeat"], r["train_time"]] for r in metrics_vs_lr]))'
RATES = [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1]


class Sweep:
    """The sweep of section 10 in a process of its own, where the network is a toy."""

    def __init__(self, folder):
        self.folder, self.file = folder, folder / "results" / "metrics_vs_lr.jsonl"

    def start(self, stop_at="", changes=""):
        constants = cell_with("TTA_LEARNING_RATES = ").source
        answer = next(cell for cell in CODE if cell.role == "answer" and cell.name == "sweep_tta_learning_rate")
        code = self.folder / "sweep.py"
        helpers = cell_with("def find_in").source, cell_with("def sweep(").source
        setting = ["gpu_name = lambda: 'none'", constants, "DEFAULT_BATCH_SIZE = 128", changes]
        code.write_text("\n".join([TOY, *helpers, *setting, answer.solution, SHOW]))
        command = [sys.executable, code.name, stop_at]
        return subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def run(self, changes=""):
        """Run it to the end; return (rates that were measured, rows, all it said)."""
        process = self.start(changes=changes)
        said, _ = process.communicate(timeout=300)
        assert process.returncode == 0, said
        measured = [float(rate) for rate in re.findall(r"RUN (\S+)", said)]
        return measured, json.loads(said.split("ROWS ")[1]), said

    def kill_at(self, rate):
        """Run it, and kill it in the middle of the run with this rate; return its process id."""
        process = self.start(stop_at=str(rate))
        for line in process.stdout:
            if f"RUN {rate}" in line:
                break
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        process.stdout.close()
        return process.pid


def test_a_killed_sweep_goes_on_after_the_last_finished_run(tmp_path):
    sweep = Sweep(tmp_path)
    killed = sweep.kill_at(0.001)
    assert len(sweep.file.read_text().splitlines()) == 2
    measured, rows, said = sweep.run()
    assert measured == [1e-3, 1e-2, 0.1, 1]
    assert [row[0] for row in rows] == RATES
    assert [row[2] == killed for row in rows] == [True, True, False, False, False, False]
    assert "2 of 6 runs are on disk already" in said
    measured, again, said = sweep.run()
    assert measured == [] and again == rows and "6 of 6 runs" in said


@pytest.fixture(params=["installed", "of Colab"])
def ipython(request):
    return folder_of_ipython(request.param)


def run_in_a_kernel(folder, ipython, kill_at=""):
    """Run the sweep cell by cell in a new kernel; kill the kernel in the run with the rate `kill_at`. Return what it said.

    Unlike a script, a kernel knows the cell that is running, and finds the source of a function in a cell.
    """
    from jupyter_client import BlockingKernelClient, KernelManager

    manager = KernelManager(kernel_name="test", kernel_spec_manager=kernels(folder))
    own = {"IPYTHONDIR": str(folder / "ipython"), "HOME": str(folder), "PYTHONPATH": str(ipython)}
    manager.start_kernel(cwd=str(folder), env=environment(**own))
    client: BlockingKernelClient = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=300)
    answer = next(cell for cell in CODE if cell.role == "answer" and cell.name == "sweep_tta_learning_rate")
    cells = [
        TOY,
        f"sys.argv = ['', {kill_at!r}]",
        cell_with("def find_in").source,
        cell_with("def sweep(").source,
        "gpu_name = lambda: 'none'; DEFAULT_BATCH_SIZE = 128",
        cell_with("TTA_LEARNING_RATES = ").source,
        answer.solution,
        SHOW,
    ]
    said = ""
    try:
        for source in cells:
            client.execute(source)
            while True:
                message = client.get_iopub_msg(timeout=300)
                if message["msg_type"] == "error":
                    raise AssertionError(message["content"]["traceback"])
                said += message["content"].get("text", "") if message["msg_type"] == "stream" else ""
                if kill_at and f"RUN {kill_at}" in said:
                    manager.signal_kernel(signal.SIGKILL)
                    return said
                if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                    break
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return said


def test_a_killed_kernel_goes_on_after_the_last_finished_run(tmp_path, ipython):
    assert re.findall(r"RUN (\S+)", run_in_a_kernel(tmp_path, ipython, kill_at="0.01")) == [
        "1e-05",
        "0.0001",
        "0.001",
        "0.01",
    ]
    said = run_in_a_kernel(tmp_path, ipython)
    assert re.findall(r"RUN (\S+)", said) == ["0.01", "0.1", "1"]
    assert "3 of 6 runs are on disk already" in said
    rows = json.loads(said.split("ROWS ")[1])
    assert [row[0] for row in rows] == RATES and len({row[2] for row in rows[:3]}) == len(
        {row[2] for row in rows[3:]}
    ) == 1


def test_a_line_that_was_cut_off_costs_only_itself(tmp_path):
    sweep = Sweep(tmp_path)
    sweep.kill_at(0.001)
    with sweep.file.open("a") as file:
        file.write('{"setting": 0.001, "repe')
    assert sweep.run()[0] == [1e-3, 1e-2, 0.1, 1]
    assert sweep.run()[0] == []


def test_more_repeats_keep_the_runs_and_their_order(tmp_path):
    sweep = Sweep(tmp_path)
    sweep.run()
    measured, rows, _ = sweep.run("REPEATS = 3")
    assert len(measured) == 12
    assert [row[:2] for row in rows] == [[rate, repeat] for rate in RATES for repeat in range(3)]


@pytest.mark.parametrize("changes", ["MAX_EPOCHS = 3", "gpu_name = lambda: 'Tesla T4'", "train_part = range(8)"])
def test_records_of_other_settings_are_not_used(tmp_path, changes):
    sweep = Sweep(tmp_path)
    sweep.run()
    measured, _, said = sweep.run(changes)
    assert len(measured) == 6 and "6 other records" in said
    assert sweep.run()[0] == []


def test_records_of_other_code_are_not_used(tmp_path):
    sweep = Sweep(tmp_path)
    sweep.run("running_cell = lambda: 'x = 1  # a comment'")
    assert sweep.run("running_cell = lambda: 'x  =  1'")[0] == []
    assert len(sweep.run("running_cell = lambda: 'x = 2'")[0]) == 6


def test_a_sweep_can_be_forgotten_and_works_without_tqdm_and_disk(tmp_path):
    sweep = Sweep(tmp_path)
    measured, _, said = sweep.run("tqdm = None")
    assert len(measured) == 6 and "(5 of 6 runs done, about 0.0 minutes left)" in said
    assert len(sweep.run("forget('metrics_vs_lr')")[0]) == 6
    shutil.rmtree(tmp_path / "results")
    (tmp_path / "results").write_text("a file is in the way")
    measured, rows, said = sweep.run()
    assert len(measured) == len(rows) == 6 and "could not be written" in said


def test_a_run_that_appends_nothing_is_told_at_once(tmp_path, monkeypatch):
    sweep = Sweep(tmp_path)
    process = sweep.start(changes="class Full(list):\n    append = print\n")
    assert process.wait(30) == 0
    process.stdout.close()
    space = {}
    monkeypatch.setitem(sys.modules, "torch", sys.modules["torch"])  # the toy puts its own there
    sources = cell_with("def find_in").source, cell_with("def sweep(").source
    exec("\n".join([TOY.replace("sys.argv[1]", "''"), *sources]), space)
    space |= dict(
        RELEASE="",
        gpu_name=str,
        TARGET=1,
        PATIENCE=1,
        MAX_EPOCHS=1,
        DEFAULT_LEARNING_RATE=1,
        DEFAULT_BATCH_SIZE=1,
        REPEATS=1,
        results_folder=lambda drive: tmp_path,
    )
    with pytest.raises(RuntimeError, match=r"append one new dict to `name`"):
        for _ in space["sweep"]("name", [], [1, 2]):
            pass
