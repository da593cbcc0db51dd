"""The flagship as students run it: filled, untouched, interrupted, without data. No network, no GPU, small data."""

from __future__ import annotations

import hashlib
import http.server
import importlib.metadata
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import types
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from IPython.core.inputtransformer2 import TransformerManager

from grader.authoring.author_text import AuthorText
from grader.authoring.release import student_notebook
from grader.authoring.solution import fill_release

REPOSITORY = Path(__file__).resolve().parents[2]
TEXT = AuthorText.read(REPOSITORY / "source" / "music_classification.py")
CODE = [cell for cell in TEXT.cells if cell.kind == "code"]
WORKS = {"NET_ID = \"\"": "NET_ID = \"ab1234\"", "NAME = \"\"": "NAME = \"Ada\"", "time.sleep(5)": "time.sleep(0.1)"}
SHORT = {"EPOCHS = 10\n": "EPOCHS = 2\n", "SWEEP_EPOCHS = 20": "SWEEP_EPOCHS = 2", "MAX_EPOCHS = 100": "MAX_EPOCHS = 4"}
FILES = ["uiowa_train_data.npy", "uiowa_train_labels.npy", "uiowa_test_data.npy", "uiowa_test_labels.npy"]
ALL_THERE = "Everything that can be seen from here is there."


def cell_with(words):
    """Return the given code cell of the author text that contains `words`."""
    return next(cell for cell in CODE if words in cell.source)


# From top to bottom


@pytest.fixture(scope="module")
def small_data(tmp_path_factory):
    """Make the offline data, without the recording of section 2, in a process of its own."""
    folder = tmp_path_factory.mktemp("data")
    command = [sys.executable, "-m", "data_fetch", "music_classification", "--to", folder, "--source", "soundfont"]
    subprocess.run(command, check=True, cwd=REPOSITORY, env=environment(), capture_output=True, timeout=300)
    (folder / "SopSax.Vib.pp.C6Eb6.wav").unlink()
    return folder


@pytest.fixture(scope="module")
def tiny_data(small_data, tmp_path_factory):
    """Every fourth row of the offline data."""
    folder = tmp_path_factory.mktemp("tiny") / "data"
    shutil.copytree(small_data, folder)
    for name in FILES:
        np.save(folder / name, np.load(folder / name)[::4])
    return folder


COLABS_IPYTHON = Path(sys.prefix) / "colab"  # `make` installs it there
IPYTHON = pytest.mark.parametrize("ipython", ["installed", "of Colab"], scope="module", indirect=True)


@pytest.fixture(scope="module")
def ipython(request):
    """Return the folder with the IPython that the kernel uses, "" for the installed one."""
    if request.param == "installed":
        return ""
    if not COLABS_IPYTHON.is_dir():
        pytest.skip(f"there is no {COLABS_IPYTHON}: remove .venv/bin/.ready and run `make`")
    return COLABS_IPYTHON


def environment(**more):
    """Return an environment with no GPU, one thread, and nobody's settings."""
    others = ("PYTHON", "IPYTHON", "JUPYTER", "JPY_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(others)}
    return {**kept, "CUDA_VISIBLE_DEVICES": "", "OMP_NUM_THREADS": "1", "MPLBACKEND": "", **more}


def run_notebook(folder, notebook, data="", ipython=""):
    """Run all cells of `notebook` in `folder`, without a network; return it. Errors are outputs."""
    from jupyter_client import AsyncKernelManager
    from nbclient import NotebookClient

    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-offline.py").write_text(
        textwrap.dedent("""
        import socket
        def offline(host, *_, known=socket.getaddrinfo, **__):
            if host in ("localhost", "127.0.0.1"):
                return known(host, *_, **__)
            raise socket.gaierror("no network in this test")
        socket.getaddrinfo = offline
        del socket, offline
        """)
    )
    (work := folder / "work").mkdir()
    client = NotebookClient(
        notebook,
        km=AsyncKernelManager(kernel_name="test", kernel_spec_manager=kernels(folder)),
        timeout=300,
        allow_errors=True,
        resources={"metadata": {"path": str(work)}},
    )
    own = {"IPYTHONDIR": str(folder / "ipython"), "MUSIC_DATA": str(data), "HOME": str(folder)}
    client.execute(cleanup_kc=True, env=environment(PYTHONPATH=str(ipython), **own))
    return notebook


def kernels(folder):
    """Return the specification of a kernel named `test` that reads nobody's settings."""
    from jupyter_client.kernelspec import KernelSpecManager

    spec = folder / "kernels" / "test" / "kernel.json"
    spec.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    command += ["--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=40"]
    spec.write_text(json.dumps({"argv": command, "display_name": "test", "language": "python"}))
    return KernelSpecManager(kernel_dirs=[str(spec.parent.parent)], ensure_native_kernel=False)


def replaced(notebook, changes):
    """Return `notebook` with words replaced; each must be there."""
    for old, new in changes.items():
        cells = [cell for cell in notebook.cells if cell.cell_type == "code" and old in cell.source]
        assert cells, f"{old!r} is in no cell"
        for cell in cells:
            cell.source = cell.source.replace(old, new)
    return notebook


def filled(changes):
    return replaced(fill_release(student_notebook(TEXT), TEXT), changes)


def errors(notebook):
    """Return (cell id, kind, message) of each error."""
    outputs = [(cell.id, output) for cell in notebook.cells for output in cell.get("outputs", [])]
    return [(name, o.ename, o.evalue) for name, o in outputs if o.output_type == "error"]


def printed(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


def named(notebook, name):
    return next(cell for cell in notebook.cells if cell.id == name)


def evidence(notebook):
    """Return what the evidence lines say, by name."""
    lines = [line for cell in notebook.cells if cell.cell_type == "code" for line in printed(cell).splitlines()]
    found = [json.loads(line) for line in lines if line.startswith('{"evidence"')]
    return {item["evidence"]: item for item in found}


@pytest.fixture(scope="module")
def short_run(tmp_path_factory, tiny_data, ipython):
    """Return the folder and the notebook of a run with few epochs."""
    folder = tmp_path_factory.mktemp("short")
    return folder / "work", run_notebook(folder, filled({**WORKS, **SHORT}), tiny_data, ipython)


@IPYTHON
def test_the_filled_release_runs_from_top_to_bottom_offline(short_run, ipython):
    folder, notebook = short_run
    assert errors(notebook) == []
    versions = printed(next(cell for cell in notebook.cells if "def check_gpu" in cell.source))
    assert bool(re.search(r"IPython +7\.34\.0 +fine", versions)) == bool(ipython)
    checks = [printed(cell) for cell in notebook.cells if cell.id.endswith("-check")]
    assert len(checks) == 7 and all(text.startswith("Good") for text in checks)
    assert "GPU: none." in printed(next(cell for cell in notebook.cells if "def check_gpu" in cell.source))
    assert "four synthetic tones" in printed(next(cell for cell in notebook.cells if "librosa.load" in cell.source
                                                  and cell.cell_type == "code"))
    assert sorted(path.name for path in (folder / "results").iterdir()) == [
        "faster.jsonl", "metrics_vs_bs.jsonl", "metrics_vs_lr.jsonl"
    ]


@IPYTHON
def test_its_evidence_is_complete(short_run):
    found = evidence(short_run[1])
    assert set(found) == {name for name, cell in TEXT.manual.items() if cell.role in ("plot", "evidence")}
    rates, sizes = found["metrics_vs_lr"], found["metrics_vs_bs"]
    assert [row["learning_rate"] for row in rates["rows"]] == [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1]
    assert [row["batch_size"] for row in sizes["rows"]] == [32, 128, 512, 2048]
    for record in (rates, sizes):
        assert record["gpu"] == record["driver"] == "none"
        assert record["different_rows"] == len(record["rows"])
        assert re.fullmatch(r"3\.\d+\.\d+\S*", record["python"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", record["printed"])
        assert all(row["train_time"] > 0 and row["total_energy"] == 0 and not row["energy_measured"]
                   and 1 <= row["epochs"] <= 4 and 0 <= row["test_accuracy"] <= 1 for row in record["rows"])


@IPYTHON
def test_the_last_cell_names_what_a_hasty_student_forgot(short_run):
    said = printed(short_run[1].cells[-1])
    assert re.findall(r"^  - (.*)", said.split("If this runtime")[0], re.MULTILINE) == [
        "MAX_EPOCHS is 4: set it to 100, and measure again."
    ]
    assert "'Omit code cell output' must be off" in said and "holds times only" in said


@pytest.mark.slow
def test_the_filled_release_runs_with_all_its_epochs(tmp_path, small_data):
    notebook = run_notebook(tmp_path, filled(WORKS), small_data)
    assert errors(notebook) == []
    assert ALL_THERE in printed(notebook.cells[-1])
    rows = evidence(notebook)["metrics_vs_lr"]["rows"]
    assert not rows[0]["reached"] and rows[2]["reached"] and rows[2]["test_accuracy"] > 0.95


@pytest.fixture(scope="module")
def untouched_run(tmp_path_factory, tiny_data):
    return run_notebook(tmp_path_factory.mktemp("untouched"), student_notebook(TEXT), tiny_data)


def test_the_untouched_release_only_says_what_is_not_answered(untouched_run):
    found = errors(untouched_run)
    assert {kind for _, kind, _ in found} == {"NotImplementedError", "NameError"}
    assert all(name in {failed for failed, _, _ in found} for name in TEXT.questions if name != "instrument_net"
               and name not in ("train_model", "eval_model", "train_to_accuracy"))


def test_the_last_cell_lists_all_that_is_missing_and_never_fails(untouched_run):
    said = printed(untouched_run.cells[-1])
    assert untouched_run.cells[-1].id not in {name for name, _, _ in errors(untouched_run)}
    for name in TEXT.questions:
        assert f"Graded cell {name}: not answered" in said, name
    for words in ("Your Net ID", "Your name", "Record metrics_vs_lr", "Record metrics_vs_bs", "Output of plot_training"):
        assert words in said
    assert ALL_THERE not in said


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
        message = SimpleNamespace(blocking_request=lambda what, **_: {"ipynb": notebook} if what == "get_ipynb" else None)
        monkeypatch.setitem(sys.modules, "google", types.ModuleType("google"))
        monkeypatch.setitem(sys.modules, "google.colab", SimpleNamespace(_message=message))
        return {}

    return let_see


def test_the_last_cell_looks_at_the_notebook_itself_where_it_can(capsys, seen):
    last_cell(**seen(as_handed_in()), SHOWN={"plot_learning_rates"})
    said = capsys.readouterr().out
    assert re.findall(r"Your text (\w+): YOUR ANSWER HERE", said) == ["comment_tta_learning_rate", "comment_tta_batch_size"]
    lacking = re.findall(r"Output of (\w+): it is not in the notebook", said)
    assert lacking == ["plot_learning_rates", "metrics_vs_lr", "plot_tta_learning_rate", "metrics_vs_bs", "plot_tta_batch_size"]
    assert "Outputs: they will not be saved" not in said and "three comments" not in said and "Open it once more" in said


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


KNOWN = {"torch": "2.11.0+cu128", "numpy": "2.1.3", "librosa": "0.11.0", "matplotlib": "3.10.0", "seaborn": "0.13.2",
         "IPython": "7.34.0"}


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
    imports = "import contextlib, hashlib, importlib.util, json, math, os, urllib.request\nimport numpy as np\n"
    imports += "from pathlib import Path"
    source = next(cell for cell in CODE if cell.toy == "data").source
    source = source.replace('STUDENT_FILES = ""', f"STUDENT_FILES = {address!r}", 1)
    space = {}
    for part in (imports, cell_with("def find_file").source, source):
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

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=str(folder))

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Work in an empty folder, with no proxy and no MUSIC_DATA."""
    for name in ("MUSIC_DATA", "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
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

TOY = '''
import ast, contextlib, hashlib, importlib.metadata, importlib.util, inspect, io, json, math, os, platform
import subprocess, sys, textwrap, time, urllib.request
from pathlib import Path
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

torch = SimpleNamespace(manual_seed=lambda seed: None)
optim = SimpleNamespace(Adam=lambda weights, lr: lr)
monitor = SimpleNamespace(begin_window=lambda key: None,
                          end_window=lambda key: SimpleNamespace(time=float(os.getpid()), total_energy=1.0))
n_feat = n_class = SEED = 2
ENERGY_MEASURED = False
device = criterion = train_part_loader = val_loader = test_loader = None
train_part = range(7)
'''
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
        helpers = cell_with("def find_file").source, cell_with("def sweep(").source
        setting = ["gpu_name = lambda: 'none'", constants, "DEFAULT_BATCH_SIZE = 128", changes]
        code.write_text("\n".join([TOY, *helpers, *setting, answer.solution, SHOW]))
        command = [sys.executable, code.name, stop_at]
        return subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def run(self, changes=""):
        """Run it to the end; return (rates that were measured, rows, all it said)."""
        process = self.start(changes=changes)
        said, _ = process.communicate(timeout=60)
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
    client.wait_for_ready(timeout=60)
    answer = next(cell for cell in CODE if cell.role == "answer" and cell.name == "sweep_tta_learning_rate")
    cells = [TOY, f"sys.argv = ['', {kill_at!r}]", cell_with("def find_file").source, cell_with("def sweep(").source,
             "gpu_name = lambda: 'none'; DEFAULT_BATCH_SIZE = 128", cell_with("TTA_LEARNING_RATES = ").source,
             answer.solution, SHOW]
    said = ""
    try:
        for source in cells:
            client.execute(source)
            while True:
                message = client.get_iopub_msg(timeout=60)
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


@IPYTHON
def test_a_killed_kernel_goes_on_after_the_last_finished_run(tmp_path, ipython):
    assert re.findall(r"RUN (\S+)", run_in_a_kernel(tmp_path, ipython, kill_at="0.01")) == ["1e-05", "0.0001", "0.001", "0.01"]
    said = run_in_a_kernel(tmp_path, ipython)
    assert re.findall(r"RUN (\S+)", said) == ["0.01", "0.1", "1"]
    assert "3 of 6 runs are on disk already" in said
    rows = json.loads(said.split("ROWS ")[1])
    assert [row[0] for row in rows] == RATES and len({row[2] for row in rows[:3]}) == len({row[2] for row in rows[3:]}) == 1


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
    sweep.run("In = ['x = 1  # a comment']")
    assert sweep.run("In = ['x  =  1']")[0] == []
    assert len(sweep.run("In = ['x = 2']")[0]) == 6


def test_a_sweep_can_be_forgotten_and_works_without_tqdm_and_disk(tmp_path):
    sweep = Sweep(tmp_path)
    measured, _, said = sweep.run("tqdm = None")
    assert len(measured) == 6 and "(5 of 6 runs done, about 0.0 minutes left)" in said
    assert len(sweep.run("forget('metrics_vs_lr')")[0]) == 6
    shutil.rmtree(tmp_path / "results")
    (tmp_path / "results").write_text("a file is in the way")
    measured, rows, said = sweep.run()
    assert len(measured) == len(rows) == 6 and "could not be written" in said


def test_a_run_that_appends_nothing_is_told_at_once(tmp_path):
    sweep = Sweep(tmp_path)
    process = sweep.start(changes="class Full(list):\n    append = print\n")
    assert process.wait(30) == 0
    process.stdout.close()
    space = {}
    exec(TOY.replace("sys.argv[1]", "''") + cell_with("def sweep(").source, space)
    space |= dict(RELEASE="", gpu_name=str, TARGET=1, PATIENCE=1, MAX_EPOCHS=1, DEFAULT_LEARNING_RATE=1,
                  DEFAULT_BATCH_SIZE=1, REPEATS=1, results_folder=lambda: tmp_path)
    with pytest.raises(RuntimeError, match=r"append one new dict to `name`"):
        for _ in space["sweep"]("name", [], [1, 2]):
            pass
