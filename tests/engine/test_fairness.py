"""No honest student of the flagship assignment is failed, and no lazy or dishonest one earns more than deserved.

Whole submissions are made from the release, repaired and judged. The first part holds the fairness rules of the
design, one by one; then come a broken cell at every place, unusual but honest submissions, and dishonest ones.
"""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat
import pytest
from conftest import PATIENT

from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.conventions import MARKER
from grader.course import Course
from grader.judging import judge as judge_module
from grader.judging.judge import judge_notebook
from grader.judging.verdict import REVIEW
from grader.reading.repair import repair
from grader.sandbox.worker import Worker

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")

ROOT = Path(__file__).resolve().parents[2]
GRADED = (
    "data_details",
    "standardize",
    "instrument_net",
    "criterion_optimizer",
    "train_model",
    "eval_model",
    "train_to_accuracy",
)

# --- answers to vary ---------------------------------------------------------------------------------------

DATA = "n_tr, n_feat = Xtr.shape\nn_ts = Xts.shape[0]\nn_class = len(np.unique(ytr))\n"
SCALE = """\
mu, sd = Xtr_tensor.mean(0), Xtr_tensor.std(0)
Xtr_scale = (Xtr_tensor - mu) / sd
Xts_scale = (Xts_tensor - mu) / sd
"""
NET = """\
class InstrumentNet(nn.Module):
    def __init__(self, input_dim, hidden_dim, output_dim):
        super().__init__()
        self.fc1 = nn.Linear(input_dim, hidden_dim)
        self.fc2 = nn.Linear(hidden_dim, output_dim)

    def forward(self, x):
        return self.fc2(torch.sigmoid(self.fc1(x)))


model = InstrumentNet(n_feat, 256, n_class)
"""
OPTIMIZER = "criterion = nn.CrossEntropyLoss()\noptimizer = optim.Adam(model.parameters(), lr=0.001)\n"
TRAIN = """\
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    n = correct = 0
    total = 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        out = model(X)
        loss = criterion(out, y)
        loss.backward()
        optimizer.step()
        n += len(y)
        correct += (out.argmax(1) == y).sum().item()
        total += loss.item() * len(y)
    return correct / n, total / n
"""
EVAL = """\
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    n = correct = 0
    total = 0.0
    with torch.no_grad():
        for X, y in eval_loader:
            X, y = X.to(device), y.to(device)
            out = model(X)
            loss = criterion(out, y)
            n += len(y)
            correct += (out.argmax(1) == y).sum().item()
            total += loss.item() * len(y)
    return correct / n, total / n
"""
HEAD = """\
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
"""
REACH = (
    HEAD
    + """\
    good = epochs = 0
    while epochs < max_epochs and good < patience:
        train_acc, train_loss = train_model(model, criterion, optimizer, device, train_loader)
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        epochs += 1
        good = good + 1 if val_acc > threshold else 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs
"""
)
ANSWERS = dict(zip(GRADED, (DATA, SCALE, NET, OPTIMIZER, TRAIN, EVAL, REACH), strict=True))

COUNT = "(out.argmax(1) == y).sum().item()"
MOVE = "X, y = X.to(device), y.to(device)"


def swap(source, *pairs):
    """Return `source` with each old text replaced by the new one; every old one must be there."""
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in source, old
        source = source.replace(old, new)
    return source


# --- making and judging submissions ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def assignment():
    """The flagship assignment."""
    return Assignment.load(Course(ROOT), "music_classification")


@pytest.fixture(scope="module")
def judge(assignment):
    """A function: notebook -> verdict of the repaired notebook, in one shared worker.

    A verdict depends on nothing but the cell and what is carried to it, so the same pair is judged only once.
    """
    known, attempt = {}, judge_module._attempt
    with Worker(PATIENT) as worker, pytest.MonkeyPatch.context() as patch:

        def remembered(tests, points, worker, world, source, carried, seed, elsewhere, *others):
            key = (tests.question, source, repr(carried), elsewhere)
            if key not in known:
                known[key] = attempt(tests, points, worker, world, source, carried, seed, elsewhere, *others)
            return known[key]

        patch.setattr(judge_module, "_attempt", remembered)

        def run(notebook):
            repaired = repair(notebook, assignment.sheet)
            return judge_notebook(assignment, repaired.notebook, worker)

        yield run


@pytest.fixture
def submit(assignment):
    """A function: changes -> notebook. Keys: an answer's id, or "above", "below" an id, or "end"."""

    def make(changes):
        answers = {name: source for name, source in changes.items() if " " not in name and name != "end"}
        notebook = fill_release(assignment.release, assignment.text, answers)
        for place, source in changes.items():
            if place not in answers:
                where, _, name = place.partition(" ")
                index = len(notebook.cells)
                if name:
                    index = [cell.id for cell in notebook.cells].index(name) + (where == "below")
                notebook.cells.insert(index, nbformat.v4.new_code_cell(source))
        return notebook

    return make


@pytest.fixture
def grade(submit, judge):
    """A function: changes -> verdict."""
    return lambda changes: judge(submit(changes))


def lost(verdict):
    """Return {question: (points, messages)} of all that is not full."""
    return {
        name: (question.points, sorted({test.message for test in question.tests if test.message}), question.notes)
        for name, question in verdict.questions.items()
        if not question.is_full
    }


def notes(verdict, question):
    return " ".join(verdict.questions[question].notes)


def messages(verdict, question):
    return " ".join(test.message for test in verdict.questions[question].tests)


# --- the fairness rules, row by row ------------------------------------------------------------------------


def test_warnings_prints_plots_magics_and_commands_cost_nothing(grade):
    noisy = "%%time\n" + MARKER + "\n%matplotlib inline\n!pip install -q torchinfo\nimport warnings\n"
    noisy += swap(
        TRAIN, "    return", "    warnings.warn('hm')\n    print(n)\n    plt.plot([n]); plt.show()\n    return"
    )
    noisy += "!nvidia-smi\nhere = !ls\ntrain_model?\n%timeit -n1 1 + 1\n"
    assert lost(grade({"train_model": noisy, "above train_model": "%%bash\necho hello", "end": "%%html\n<b>"})) == {}


def test_code_for_cuda_runs_on_the_cpu(grade):
    changes = {
        "standardize": swap(SCALE, "Xtr_tensor.mean(0)", "Xtr_tensor.cuda().mean(0)"),
        "criterion_optimizer": """\
print(torch.cuda.get_device_name(0), torch.cuda.get_device_properties(0).total_memory, torch.cuda.device_count())
model = model.to(torch.device("cuda:0"))
criterion = nn.CrossEntropyLoss().cuda()
optimizer = optim.Adam(model.parameters(), lr=1e-3, fused=True)
torch.cuda.synchronize()
""",
        "train_model": "scaler = torch.amp.GradScaler('cuda')\n"
        + swap(
            TRAIN,
            "        out = model(X)\n        loss = criterion(out, y)\n",
            "        with torch.autocast('cuda', dtype=torch.float16):\n"
            "            out = model(X)\n            loss = criterion(out, y)\n",
            "loss.backward()\n        optimizer.step()",
            "scaler.scale(loss).backward()\n        scaler.step(optimizer)\n        scaler.update()",
        ),
        "eval_model": swap(
            EVAL,
            "    model.eval()\n",
            "    model.eval()\n    start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(True)\n"
            "    start.record()\n",
            "    return",
            "    end.record(); torch.cuda.synchronize(); print(start.elapsed_time(end))\n    return",
        ),
    }
    assert lost(grade(changes)) == {}


@pytest.mark.parametrize("move", ["X, y = X.cuda(), y.cuda()", "X, y = X.to('cuda'), y.to('cuda')"])
def test_a_fixed_device_is_reported_as_ignoring_device(grade, move):
    verdict = grade({"train_model": swap(TRAIN, MOVE, move), "eval_model": swap(EVAL, MOVE, move)})
    assert set(lost(verdict)) == {"train_model", "eval_model"}
    for question in ("train_model", "eval_model"):
        failed = [test for test in verdict.questions[question].tests if test.message]
        assert [test.name for test in failed] == ["test_each_batch_is_moved_to_the_given_device"]
        assert "device" in failed[0].message and "fixed" in failed[0].message.lower()


def test_a_helper_or_import_in_another_cell_is_carried(grade):
    helper = (
        "import torch.nn.functional as F\ndef hits(out, y):\n    return (F.softmax(out, 1).argmax(1) == y).sum().item()"
    )
    answers = {"train_model": swap(TRAIN, COUNT, "hits(out, y)"), "eval_model": swap(EVAL, COUNT, "hits(out, y)")}
    for place in ("above data_details", "above train_model", "below train_model-check", "end"):
        assert lost(grade({**answers, place: helper})) == {}, place


@pytest.mark.parametrize(
    "helper",
    [
        "from a_package_we_lack import hits",
        "import a_package_we_lack\nhits = a_package_we_lack.count",
        "def hits(out, y:\n    return 0",
        "hits = open('my_helper.py').read()",
    ],
)
def test_a_helper_cell_that_cannot_run_means_review_and_no_zero(grade, helper):
    verdict = grade({"eval_model": swap(EVAL, COUNT, "hits(out, y)"), "above eval_model": helper})
    assert set(lost(verdict)) == {"eval_model"}
    assert verdict.questions["eval_model"].outcome == REVIEW
    assert "hits" in notes(verdict, "eval_model") or "a_package_we_lack" in notes(verdict, "eval_model")


def test_a_carried_statement_that_fails_is_dropped_and_noted(grade):
    above = "from zeus.monitor import ZeusMonitor\nmonitor = ZeusMonitor(gpu_indices=[0])\nimport a_package_we_lack\n"
    verdict = grade({"above train_model": above, "train_model": TRAIN})
    assert lost(verdict) == {}
    assert "a_package_we_lack" in notes(verdict, "train_model")


def test_assigning_or_deleting_given_names_elsewhere_costs_nothing(grade):
    spoil = "np = None\nnn = torch = 5\nXtr = Xts = ytr = None\nmodel = None\ndevice = 'nowhere'\nlen = 3\n"
    changes = {"above data_details": spoil, "above train_model": spoil + "del Xtr_tensor, train_loader", "end": spoil}
    assert lost(grade({**ANSWERS, **changes})) == {}


def test_a_right_network_with_other_attribute_names_serves_the_criterion_cell(grade):
    own = "criterion = nn.CrossEntropyLoss()\noptimizer = optim.Adam([*model.{}.parameters(), *model.{}.parameters()], lr=1e-3)"
    net = swap(NET, "fc1", "first_layer", "fc2", "second_layer")
    verdict = grade({"instrument_net": net, "criterion_optimizer": own.format("first_layer", "second_layer")})
    assert lost(verdict) == {}


def test_a_wrong_network_costs_its_own_cell_only(grade):
    net = swap(NET, "torch.sigmoid", "torch.relu", "fc1", "layer_a", "fc2", "layer_b")
    own = swap(OPTIMIZER, "model.parameters()", "[*model.layer_a.parameters(), *model.layer_b.parameters()]")
    for criterion_cell in (OPTIMIZER, own):
        verdict = grade({"instrument_net": net, "criterion_optimizer": criterion_cell})
        assert set(lost(verdict)) == {"instrument_net"}
        assert "ReLU" in messages(verdict, "instrument_net")


def test_a_network_with_a_syntax_error_and_own_attribute_names_means_review_of_what_builds_on_it(grade):
    net = swap(NET, "fc1", "layer_a", "self.fc2 = ", "self.layer_b == = ")
    own = swap(OPTIMIZER, "model.parameters()", "[*model.layer_a.parameters(), *model.layer_b.parameters()]")
    verdict = grade({"instrument_net": net, "criterion_optimizer": own})
    assert {name: row[0] for name, row in lost(verdict).items()} == {"instrument_net": 0, "criterion_optimizer": None}


def test_a_model_that_is_moved_in_the_criterion_cell_is_the_one_compared_with(grade):
    assert lost(grade({"criterion_optimizer": f"model = model.to(device)\n{OPTIMIZER}"})) == {}


@pytest.mark.parametrize(
    "first_line",
    [
        "model = InstrumentNet(n_feat, 256, n_class).to(device)",
        "model = nn.Sequential(nn.Linear(n_feat, 256), nn.Sigmoid(), nn.Linear(256, n_class))",
    ],
)
def test_a_model_that_is_rebuilt_in_the_criterion_cell_costs_the_rule_that_forbids_it(grade, first_line):
    verdict = grade({"criterion_optimizer": f"{first_line}\n{OPTIMIZER}"})
    assert [row[0] for row in lost(verdict).values()] == [3.75]


def test_all_reference_names_above_are_there(grade):
    scale = "mu, sd = Xtr.mean(0), Xtr.std(0)\nXtr_scale, Xts_scale = (torch.tensor((x - mu) / sd, dtype=torch.float32)"
    net = swap(NET, "n_feat,", "Xtr_scale.shape[1],", "n_class)", "len(classes))")
    assert lost(grade({"standardize": scale + " for x in (Xtr, Xts))", "instrument_net": net})) == {}


def test_calling_the_function_at_the_bottom_of_the_cell_runs_in_the_toy_world(grade):
    calls = {
        "train_model": TRAIN
        + "for _ in range(2):\n    print(train_model(model, criterion, optimizer, device, train_loader))",
        "eval_model": EVAL + "acc, loss = eval_model(model, criterion, device, test_loader)\nprint(f'{acc:.3f}')",
        "train_to_accuracy": REACH
        + "print(train_to_accuracy(2, model=model, criterion=criterion, optimizer=optimizer, device=device,\n"
        "    train_loader=train_part_loader, val_loader=val_loader, test_loader=test_loader,\n"
        "    train_model=train_model, eval_model=eval_model))",
    }
    verdict = grade(calls)
    assert lost(verdict) == {}
    assert not any(question.notes for question in verdict.questions.values())


def test_an_error_after_the_needed_definition_is_a_note(grade):
    verdict = grade({name: ANSWERS[name] + "assert False, 'my own check'" for name in ("standardize", "eval_model")})
    assert lost(verdict) == {}
    assert "AssertionError" in notes(verdict, "standardize") and "AssertionError" in notes(verdict, "eval_model")


def test_given_objects_are_real_where_a_training_run_is_played(grade):
    curious = swap(
        REACH,
        "        epochs += 1\n",
        "        epochs += 1\n        best = copy.deepcopy(model.state_dict())\n"
        "        print(len(train_loader), len(val_loader.dataset), optimizer.param_groups[0]['lr'], next(iter(val_loader)))\n"
        "        model.load_state_dict(best); model.to(device)\n",
    )
    assert lost(grade({"train_to_accuracy": "import copy\n" + curious})) == {}


def test_states_and_values_are_compared_and_no_spelling_or_random_streams(grade):
    changes = {
        "instrument_net": "torch.manual_seed(7); np.random.seed(1); torch.rand(5)\n" + NET,
        "train_model": swap(
            TRAIN,
            "        optimizer.zero_grad()\n",
            "",
            "optimizer.step()",
            "optimizer.step()\n        optimizer.zero_grad(set_to_none=False)",
            "total += loss.item() * len(y)",
            "total += loss.item()",
            "total / n",
            "total / len(train_loader)",
        ),
        "eval_model": swap(
            EVAL,
            "n = correct = 0\n    total = 0.0",
            "n, correct, total = 0, torch.tensor(0, device=device), torch.zeros((), device=device)",
            COUNT,
            "(out.argmax(1) == y).sum()",
            "loss.item()",
            "loss",
            "return correct / n, total / n",
            "return (correct / n).item(), (total / n).item()",
        ),
    }
    assert lost(grade(changes)) == {}


def test_the_stub_s_raise_below_finished_code_is_a_note_and_above_it_has_its_own_message(grade):
    stub = "# YOUR CODE HERE\nraise NotImplementedError()"
    below = {"data_details": DATA + stub, "train_model": TRAIN + "    " + stub.replace("\n", "\n    ")}
    assert lost(grade(below)) == {}
    verdict = grade(
        {"eval_model": swap(EVAL, "    model.eval()\n", "    raise NotImplementedError()\n    model.eval()\n")}
    )
    assert set(lost(verdict)) == {"eval_model"}
    assert "delete it" in messages(verdict, "eval_model")


@pytest.mark.parametrize("name", GRADED)
def test_an_answer_in_a_neighbouring_cell_is_found_by_what_it_defines(submit, assignment, judge, name):
    notebook = submit({name: None, f"below {name}": ANSWERS[name]})
    assert lost(judge(notebook)) == {}
    told = [note for note in repair(notebook, assignment.sheet).notes if name in note]
    assert any("another cell" in note for note in told)


def test_omitted_outputs_are_detected_and_evidence_goes_to_the_ta(submit, assignment):
    notebook = submit({})
    notebook.metadata.setdefault("colab", {})["private_outputs"] = True
    told = " ".join(repair(notebook, assignment.sheet).notes)
    assert "output" in told and "Colab" in told


# --- one wrong cell costs one cell -------------------------------------------------------------------------

BROKEN = {
    "a syntax error": "def broken(:\n    pass",
    "an exception": "raise ValueError('oh no')",
    "the stub": None,
    "nothing": "",
    "given names destroyed": "torch = nn = np = optim = None\nmodel = Xtr = Xtr_tensor = device = None\n1 / 0",
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("name", GRADED)
def test_a_broken_cell_costs_only_that_cell(grade, name, broken):
    verdict = grade({name: broken})
    assert set(lost(verdict)) == {name}
    assert verdict.questions[name].points == 0


def test_a_perfect_submission_without_metadata_and_checks_and_with_two_cells_swapped_is_full(submit, judge):
    notebook = submit({})
    notebook.cells = [cell for cell in notebook.cells if not cell.id.endswith("-check")]
    ids = [cell.id for cell in notebook.cells]
    one, two = ids.index("train_model"), ids.index("eval_model")
    notebook.cells[one], notebook.cells[two] = notebook.cells[two], notebook.cells[one]
    notebook.metadata = nbformat.from_dict({})
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = nbformat.from_dict({}), f"lost{number}"
    assert lost(judge(notebook)) == {}


def test_nothing_of_the_untouched_release_counts_as_attempted(assignment, judge):
    verdict = judge(copy.deepcopy(assignment.release))
    assert {question.outcome for question in verdict.questions.values()} == {"not attempted"}


# --- unusual and honest ------------------------------------------------------------------------------------

RUN_EPOCH = """\
def run_epoch(model, criterion, device, loader, optimizer=None):
    model.train(optimizer is not None)
    correct = n = 0; total = 0.
    with torch.set_grad_enabled(optimizer is not None):
        for X, y in loader:
            X, y = X.to(device), y.to(device)
            out = model(X)
            loss = criterion(out, y)
            if optimizer:
                optimizer.zero_grad(); loss.backward(); optimizer.step()
            correct += (out.argmax(-1) == y).sum().item(); n += X.size(0); total += loss.item() * X.size(0)
    return correct / n, total / n
"""
USES_RUN_EPOCH = {
    "train_model": TRAIN.split("\n")[0] + "\n    return run_epoch(model, criterion, device, train_loader, optimizer)",
    "eval_model": EVAL.split("\n")[0] + "\n    return run_epoch(model, criterion, device, eval_loader)",
}
METER = """\
from dataclasses import dataclass, field
@dataclass
class Meter:
    right: int = 0
    rows: int = 0
    losses: list[float] = field(default_factory=list)
    def add(self, out, y, loss):
        self.right += int((out.argmax(1) == y).sum()); self.rows += len(y); self.losses += [float(loss)] * len(y)
    @property
    def result(self): return self.right / self.rows, sum(self.losses) / self.rows
"""
HITS = swap(EVAL, COUNT, "hits(out, y)")
NUM_HITS = "def hits(out, y):\n    return (out.argmax(1) == y).sum().item()\n"
STAR = "from torch.nn import *\nimport torch.nn.functional as F\nimport torch as th\nfrom typing import Optional"

HONEST = {
    # names and types
    "type hints": {
        "train_model": swap(
            TRAIN,
            "device, train_loader):",
            "device: torch.device | str,\n    train_loader: DataLoader) -> tuple[float, float]:\n    history: list[float] = []",
        )
    },
    "docstrings and comments": {"eval_model": swap(EVAL, "    model.eval()", '    """Evaluate.\n\n    A docstring.\n    """\n    # evaluate\n    model.eval()')},
    "other parameter names": {"eval_model": EVAL.replace("eval_loader", "loader").replace("criterion", "loss_fn")},
    "optional parameters more": {
        "train_model": swap(TRAIN, "train_loader):", "train_loader, log_every=10):"),
        "eval_model": swap(EVAL, "eval_loader):", "eval_loader, *, verbose: bool = False):"),
    },
    "star arguments": {"eval_model": swap(EVAL, "(model, criterion, device, eval_loader):", "(*a):\n    model, criterion, device, eval_loader = a")},
    "non-ASCII names and text": {"standardize": "μ, σ = Xtr_tensor.mean(0), Xtr_tensor.std(0)  # Größe ✓ “zitiert”\nXtr_scale = (Xtr_tensor - μ) / σ\nXts_scale = (Xts_tensor - μ) / σ\nprint('完了')"},
    "annotations of the future": {"above train_model": "from __future__ import annotations", "train_model": swap(TRAIN, "train_loader):", "train_loader: NotKnown[Yet]) -> Pair:")},
    "a keyword-only helper signature": {"train_to_accuracy": swap(REACH, "train_model=None, eval_model=None):", "train_model=None, eval_model=None,\n):\n    '''Mine.'''")},
    # white space
    "tabs and CRLF": {"train_model": TRAIN.replace("    ", "\t").replace("\n", "\r\n"), "data_details": DATA.replace("\n", "\r")},
    "pasted twice": {"train_model": TRAIN + "\n\n" + TRAIN},
    "a pasted session with prompts": {"data_details": f">>> {DATA[:-1]}".replace("\n", "\n>>> ")},
    # helpers elsewhere
    "shared helper above": {"above train_model": RUN_EPOCH, **USES_RUN_EPOCH},
    "shared helper at the end": {"end": RUN_EPOCH, **USES_RUN_EPOCH},
    "helper in another answer": {**USES_RUN_EPOCH, "train_model": RUN_EPOCH + USES_RUN_EPOCH["train_model"]},
    "helper in an answer below": {"eval_model": swap(EVAL, COUNT, "hits(out, y)"), "train_to_accuracy": NUM_HITS + REACH},
    "helper of a helper below, with its imports": {"eval_model": HITS, "end": "import functools as ft\nABS = [abs][0]\ndef inner(a): return ABS(a.sum().item())\ndef hits(out, y): return ft.partial(inner)(out.argmax(1) == y)"},
    "a lambda above": {"above eval_model": "hits = lambda out, y: (out.argmax(1) == y).sum().item()", "eval_model": HITS},
    "a lambda below": {"end": "hits = lambda out, y: (out.argmax(1) == y).sum().item()", "eval_model": HITS},
    "a cached helper": {"above eval_model": f"import functools\n{NUM_HITS}hits = functools.wraps(hits)(hits)", "eval_model": HITS},
    "dataclass": {"above train_model": METER, "eval_model": "@torch.no_grad()\n" + swap(EVAL, "    with torch.no_grad():\n", "    meter = Meter()\n    if True:\n", "loss = criterion(out, y)", "meter.add(out, y, criterion(out, y)); loss = torch.tensor(0.)", "return correct / n, total / n", "return meter.result")},
    "star imports above": {
        "above instrument_net": STAR,
        "instrument_net": "class InstrumentNet(Module):\n    def __init__(self, input_dim, hidden_dim, output_dim):\n        super(InstrumentNet, self).__init__()\n        self.seq = Sequential(Linear(input_dim, hidden_dim), Sigmoid(), Linear(hidden_dim, output_dim))\n    def forward(self, x): return self.seq(x)\nmodel = InstrumentNet(n_feat, 256, n_class)",
        "criterion_optimizer": "criterion = F.cross_entropy\noptimizer = th.optim.Adam(model.parameters(), lr=1e-3)",
    },
    "constants above, changed later": {
        "above instrument_net": "config = {}\nconfig['hidden'] = 256\nrates = []\nrates.append(0.1)\nrates[0] = 0.5\nLR = 0.1\nLR = LR / 100\nLR *= 1",
        "instrument_net": swap(NET, "256", "config['hidden']"),
        "criterion_optimizer": swap(OPTIMIZER, "0.001", "LR * rates[0] * 2"),
    },
    "a constant with the name of a reference variable": {"above instrument_net": "std = 0.01\nmean = 256", "instrument_net": swap(NET, "256", "mean")},
    "an import added to a given cell": {"above train_model": "import numpy as np\nimport torch\nimport torch.nn as nn\nfrom sklearn.metrics import accuracy_score\nSEED = 1", "eval_model": swap(EVAL, COUNT, "accuracy_score(y.cpu(), out.argmax(1).cpu(), normalize=False)")},
    "imports again in the cell": {name: "import torch, numpy as np\nfrom torch import nn, optim\n" + ANSWERS[name] for name in GRADED},
    "a base class above": {"above instrument_net": swap(NET, "InstrumentNet(nn.Module)", "Base(nn.Module)").split("\n\n\n")[0], "instrument_net": "class InstrumentNet(Base):\n    pass\nmodel = InstrumentNet(n_feat, 256, n_class)"},
    "class and instance in two cells": {"instrument_net": NET.split("\n\n\n")[0], "below instrument_net": "model = InstrumentNet(n_feat, 256, n_class)\nprint(model)"},
    "decorators": {"above train_model": "import time\ndef timed(f):\n    def g(*a, **k):\n        start = time.time(); r = f(*a, **k); print(time.time() - start); return r\n    return g\n", "train_model": "@timed\n" + TRAIN, "eval_model": "@timed\n@torch.inference_mode()\n" + EVAL, "train_to_accuracy": "import functools\ndef logged(f):\n    @functools.wraps(f)\n    def g(*a, **k): return f(*a, **k)\n    return g\n@logged\n" + REACH},
    "a name from an ungraded task": {"device": "device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')\nmodel = model.to(device)\nasync_copy = device.type == 'cuda'", "train_model": swap(TRAIN, MOVE, "X, y = X.to(device, non_blocking=async_copy), y.to(device=device)")},
    # what only the student's machine has
    "tqdm": {
        "train_model": "from tqdm.auto import tqdm\n" + swap(TRAIN, "in train_loader:", "in (bar := tqdm(train_loader, desc='train', leave=False)):", "        n += len(y)", "        bar.set_postfix(loss=loss.item())\n        n += len(y)"),
        "train_to_accuracy": "from tqdm.notebook import tqdm, trange\n" + HEAD + "    good = 0\n    with trange(max_epochs, desc='epochs') as bar:\n        for i in bar:\n            train_model(model, criterion, optimizer, device, train_loader)\n            acc, _ = eval_model(model, criterion, device, val_loader)\n            tqdm.write(f'{acc}')\n            good = good + 1 if acc > threshold else 0\n            if good == patience: break\n    return *eval_model(model, criterion, device, test_loader), i + 1",
    },
    "rich": {"eval_model": "from rich.progress import track\n" + swap(EVAL, "in eval_loader", "in track(eval_loader)")},
    "packages that are not here and not needed": {"instrument_net": "from torchsummary import summary\nimport torchinfo\n" + NET + "summary(model, (n_feat,))\ntorchinfo.summary(model)", "data_details": "from google.colab import drive\ndrive.mount('/content/drive')\n%cd /content/drive\n" + DATA},
    "files that are not here": {"data_details": "Xtr = np.load('data/uiowa_train_data.npy')\n" + DATA, "above standardize": "Xtr = np.load('/content/drive/MyDrive/x.npy')\nXtr_tensor = torch.tensor(Xtr)", "standardize": "import os\nos.chdir('/content')\nos.makedirs('out', exist_ok=True)\n" + SCALE},
    "logs and files": {"train_model": "import logging, csv, os\nos.makedirs('logs', exist_ok=True)\nlog = logging.getLogger('t')\n" + swap(TRAIN, "    return", "    with open('logs/a.csv', 'a') as f: csv.writer(f).writerow([n, total])\n    log.info('%s', n); torch.save(model.state_dict(), 'm.pt')\n    return")},
    "torch.compile": {"instrument_net": NET + "model = torch.compile(model)", "train_model": swap(TRAIN, "    model.train()\n", "    model.train()\n    fast = torch.compile(model, mode='reduce-overhead')\n", "out = model(X)", "out = fast(X)")},
    "settings of the whole process above": {"above data_details": "import warnings, random\nwarnings.filterwarnings('error')\nnp.seterr(all='raise')\ntorch.set_default_dtype(torch.float64)\ntorch.set_default_device('cuda')\ntorch.use_deterministic_algorithms(True)\nrandom.seed(0)"},
    # newer and older Python
    "await": {"above eval_model": "import asyncio\nasync def fetch():\n    await asyncio.sleep(0)\n    return 1\nONE = await fetch()", "eval_model": "async def two(): return 2\nTWO = await two()\n" + swap(EVAL, "n += len(y)", "n += len(y) * ONE * TWO // 2")},
    "walrus and match": {"train_to_accuracy": HEAD + "    epochs = row = 0\n    while row < patience and (epochs := epochs + 1) <= max_epochs:\n        train_model(model, criterion, optimizer, device, train_loader)\n        match eval_model(model, criterion, device, val_loader):\n            case (acc, _) if acc > threshold: row += 1\n            case _: row = 0\n    return [*eval_model(model, criterion, device, test_loader), min(epochs, max_epochs)]"},
    # own ways
    "own checks that hold for the real data only": {"data_details": DATA + "assert n_feat == 120 and n_class == 10, 'not the Iowa data'\nprint('Num training = %d' % n_tr)", "standardize": SCALE + "assert Xtr_scale.shape == (66247, 120)"},
    "counting in other ways": {"data_details": "import pandas as pd\nfrom collections import Counter\nn_tr = Counter(ytr).total()\nn_ts, n_feat = pd.DataFrame(Xts).shape\nn_class = torch.unique(torch.from_numpy(ytr)).numel()"},
    "numpy": {"standardize": "X = Xtr_tensor.numpy()\nmu, sd = X.mean(0), X.std(0)\nXtr_scale, Xts_scale = torch.from_numpy((X - mu) / sd).float(), torch.from_numpy((Xts_tensor.numpy() - mu) / sd).float()"},
    "scikit-learn": {"above standardize": "from sklearn.preprocessing import StandardScaler", "standardize": "scaler = StandardScaler().fit(Xtr)\nXtr_scale, Xts_scale = (torch.FloatTensor(scaler.transform(x)) for x in (Xtr, Xts))"},
    "in place on copies": {"standardize": "Xtr_scale, Xts_scale = Xtr_tensor.clone(), Xts_tensor.detach().clone()\nsd, mu = torch.std_mean(Xtr_scale, dim=0, keepdim=True)\nXtr_scale -= mu; Xtr_scale /= sd\nXts_scale.sub_(mu).div_(sd.clamp_min(1e-6))\ndel mu, sd"},
    "Xavier, defaults, properties": {"instrument_net": swap(NET, "hidden_dim, output_dim):", "hidden_dim=256, output_dim=10):", "    def forward", "        self.apply(self.init)\n    @staticmethod\n    def init(m):\n        if isinstance(m, nn.Linear): nn.init.xavier_uniform_(m.weight)\n    def forward", "InstrumentNet(n_feat, 256, n_class)", "InstrumentNet(input_dim=n_feat, output_dim=n_class)")},
    "an own loss class": {"criterion_optimizer": "class Loss(nn.Module):\n    def forward(self, logits, labels):\n        return -logits.log_softmax(1).gather(1, labels[:, None]).mean()\ncriterion = Loss()\noptimizer = optim.Adam([{'params': model.parameters()}], lr=1e-3, betas=(0.9, 0.999))"},
    "named tuples": {"train_model": "from typing import NamedTuple\nclass Result(NamedTuple):\n    acc: float\n    loss: float\n" + swap(TRAIN, "return correct / n, total / n", "return Result(correct / n, total / n)"), "eval_model": "from collections import namedtuple\nResult = namedtuple('Result', 'acc loss')\n" + swap(EVAL, "return correct / n, total / n", "return Result(correct / n, total / n)"), "train_to_accuracy": "from collections import namedtuple\nR = namedtuple('R', 'a b c')\n" + swap(REACH, "return test_acc, test_loss, epochs", "return R(test_acc, test_loss, epochs)")},
    "lists and NumPy numbers": {"train_model": swap(TRAIN, "return correct / n, total / n", "return [np.float64(correct / n), np.array(total / n)]"), "train_to_accuracy": swap(REACH, "return test_acc, test_loss, epochs", "return float(test_acc), float(test_loss), np.int64(epochs)")},
    "a copy in double precision": {"eval_model": "import copy\n" + swap(EVAL, "    model.eval()", "    model = copy.deepcopy(model).double().eval()", "X.to(device)", "X.to(device).double()")},
    "all outputs joined": {"eval_model": EVAL.split("\n")[0] + "\n    was = model.training\n    try:\n        model.eval()\n        with torch.inference_mode():\n            outs, ys = zip(*[(model(X.to(device)), y.to(device)) for X, y in eval_loader])\n            out, y = torch.cat(outs), torch.cat(ys)\n            return (out.argmax(1) == y).float().mean().item(), criterion(out, y).item()\n    finally:\n        model.train(was)"},
    "lists and numpy.average": {"eval_model": swap(EVAL, "total = 0.0", "losses, sizes = [], []", "total += loss.item() * len(y)", "losses.append(loss.cpu().numpy()); sizes.append(y.numel())", "total / n", "np.average(losses, weights=sizes)")},
    "a closure for the optimizer": {"train_model": TRAIN.split("    for X")[0] + "    for X, y in train_loader:\n        X, y = X.to(device), y.to(device)\n        def closure():\n            nonlocal out\n            optimizer.zero_grad()\n            out = model(X)\n            loss = criterion(out, y)\n            loss.backward()\n            return loss\n        out = None\n        loss = optimizer.step(closure)\n        n += len(y)\n        correct += (out.argmax(1) == y).sum().item()\n        total += loss.item() * len(y)\n    return correct / n, total / n"},
    "an iterator and indices": {"train_model": swap(TRAIN, "    for X, y in train_loader:\n", "    batches = iter(train_loader)\n    for i in range(len(train_loader)):\n        batch = next(batches)\n        X, y = batch[0], batch[1]\n", "correct / n, total / n", "correct / len(train_loader.dataset), total / len(train_loader.dataset)")},
    "an early return and max_epochs": {"train_to_accuracy": HEAD + "    good = 0\n    for epoch in range(max_epochs):\n        train_model(model=model, criterion=criterion, optimizer=optimizer, device=device, train_loader=train_loader)\n        if eval_model(model=model, criterion=criterion, device=device, eval_loader=val_loader)[0] > threshold:\n            good += 1\n            if good == patience:\n                return (*eval_model(model, criterion, device, test_loader), epoch + 1)\n        else:\n            good = 0\n    test = eval_model(model, criterion, device, test_loader)\n    return test[0], test[1], max_epochs"},
    "a generator of accuracies": {"train_to_accuracy": "from itertools import islice\n" + HEAD + "    def accuracies():\n        while True:\n            train_model(model, criterion, optimizer, device, train_loader)\n            yield eval_model(model, criterion, device, val_loader)[0]\n    streak = epochs = 0\n    for epochs, acc in enumerate(islice(accuracies(), max_epochs), start=1):\n        streak = (streak + 1) * (acc > threshold)\n        if streak >= patience: break\n    return *eval_model(model, criterion, device, test_loader), epochs"},
    "a callable object": {"eval_model": "class Evaluate:\n    def __call__(self, model, criterion, device, eval_loader):\n" + "\n".join("    " + line for line in EVAL.split("\n")[1:]) + "\neval_model = Evaluate()"},
    "moves only where there is a GPU": {"train_model": swap(TRAIN, MOVE, "if device.type == 'cuda':\n            X, y = X.to(device, non_blocking=True), y.to(device)"), "eval_model": swap(EVAL, MOVE, "X, y = X.to(str(device)), y.to(next(model.parameters()).device)")},
    "the device by other ways": {"train_model": swap(TRAIN, "    model.train()", "    device = torch.device(device)\n    model.to(device).train()", MOVE, "X, y = [t.pin_memory().to(device) for t in (X, y)]"), "eval_model": swap(EVAL, MOVE, "X, y = X.type(torch.FloatTensor).to(device), y.type(torch.LongTensor).to(device)")},
    "autocast by the type of the device": {"train_model": "scaler = torch.amp.GradScaler()\n" + swap(TRAIN, "        out = model(X)\n        loss = criterion(out, y)\n", "        with torch.autocast(device.type, enabled=device.type == 'cuda'):\n            out = model(X)\n            loss = criterion(out, y)\n", "loss.backward()\n        optimizer.step()", "scaler.scale(loss).backward(); scaler.step(optimizer); scaler.update()")},
    "wrong attempts elsewhere": {**ANSWERS, "above train_model": swap(TRAIN, "optimizer.step()", "pass"), "end": swap(TRAIN, "optimizer.zero_grad()", "pass") + swap(EVAL, "model.eval()", "model.train()")},
    "programs and downloads": {"data_details": "import urllib.request, subprocess, os\nurllib.request.urlretrieve('https://example.org/x.npy', 'x.npy')\nsubprocess.run(['nvidia-smi'])\nos.system('ls')\n" + DATA},
    "a timing magic around the definition": {"instrument_net": swap(NET, "model = ", "%time model = "), "eval_model": "%%timeit\n" + EVAL},
    "a profiler": {"train_model": "from torch.profiler import profile, ProfilerActivity\n" + TRAIN + "with profile(activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]) as seen:\n    train_model(model, criterion, optimizer, device, train_loader)\nprint(seen.key_averages().table())"},
    "a running mean, and a partial function": {"eval_model": "import functools\n" + swap(EVAL, "def eval_model(", "def evaluate(verbose, ", "total += loss.item() * len(y)", "total += (loss.item() - total) * len(y) / n", "total / n", "total") + "eval_model = functools.partial(evaluate, False)"},
    "a dict of lists": {"train_to_accuracy": HEAD + "    results = {'acc': [], 'loss': []}\n    for _ in range(max_epochs):\n        train_model(model, criterion, optimizer, device, train_loader)\n        for key, value in zip(results, eval_model(model, criterion, device, val_loader)): results[key].append(value)\n        if len(results['acc']) >= patience and np.all(np.array(results['acc'][-patience:]) > threshold): break\n    return [*eval_model(model, criterion, device, test_loader), len(results['acc'])]"},
    "the end of the session": {"data_details": DATA + "input('go on?')", "standardize": SCALE + "import sys\nsys.exit()", "eval_model": EVAL + "del model, train_loader\nimport gc; gc.collect(); torch.cuda.empty_cache()"},
}  # fmt: skip


@pytest.mark.parametrize("changes", HONEST.values(), ids=HONEST)
def test_an_unusual_honest_submission_is_full(grade, changes):
    assert lost(grade(changes)) == {}


def test_a_cell_indented_as_a_whole_is_read_as_a_notebook_reads_it(submit, judge):
    notebook = submit({})
    cell = next(cell for cell in notebook.cells if cell.id == "data_details")
    cell.source = "".join(f"    {line}\n" for line in [MARKER, *DATA.splitlines()])
    assert lost(judge(notebook)) == {}


@pytest.mark.skipif("sys.version_info >= (3, 12)", reason="this Python reads it")
@pytest.mark.parametrize(
    "line",
    [
        'print(f"{names["a"]:>{width["b"]}}")',
        "type Pair = tuple[float, float]",
        "def first[T](xs: list[T]) -> T:\n    return xs[0]",
    ],
)
def test_syntax_of_a_newer_python_goes_to_a_person(grade, line):
    verdict = grade({"eval_model": f"names = width = dict(a=1, b=2)\n{line}\n{EVAL}"})
    assert {name: row[0] for name, row in lost(verdict).items()} == {"eval_model": None}
    assert "newer Python" in notes(verdict, "eval_model")


@pytest.mark.parametrize("line", ['print(f"{names["a"}")', "type Pair = = 3", 'print f"{names["a"]}"'])
def test_a_syntax_error_is_no_newer_python(grade, line):
    verdict = grade({"eval_model": f"{EVAL}{line}\n"})
    assert verdict.questions["eval_model"].points == 0
    assert "not valid Python" in messages(verdict, "eval_model")


def test_a_package_or_file_that_the_function_needs_means_review(grade):
    needs = {
        "train_model": "from torchmetrics import Accuracy\n"
        + swap(TRAIN, "    model.train()", "    accuracy = Accuracy()\n    model.train()"),
        "eval_model": swap(EVAL, "    return", "    torch.save(model.state_dict(), '/content/model.pt')\n    return"),
        "train_to_accuracy": swap(REACH, "    good =", "    open('/content/drive/log.txt', 'a')\n    good ="),
    }
    verdict = grade(needs)
    assert {name: row[0] for name, row in lost(verdict).items()} == dict.fromkeys(needs)


# --- lazy and dishonest ------------------------------------------------------------------------------------

TRAINS, EVALUATES = TRAIN.split("\n")[0] + "\n    ", EVAL.split("\n")[0] + "\n    "
PASSES = EVALUATES + "model.eval()\n    for X, y in eval_loader: model(X.to(device))\n    "
EQUAL = """\
class Equal({base}):
    __eq__ = __le__ = __ge__ = __lt__ = __gt__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __sub__ = __rsub__ = __abs__ = lambda self, *other: 0.0
    __hash__ = None
"""
PATCH = """\
class Patch:
    import builtins
    torch.equal = torch.allclose = torch.Tensor.__eq__ = lambda *a, **k: True
    np.allclose = np.array_equal = lambda *a, **k: True
    builtins.abs = lambda *a: 0
    builtins.all = builtins.isinstance = lambda *a: True
"""
PEEK = """\
import sys, gc
def peek(*keys):
    frame, found = sys._getframe(1), [o for o in gc.get_objects() if isinstance(o, dict)]
    while frame:
        found += [frame.f_locals, frame.f_globals, *(v for v in frame.f_locals.values() if isinstance(v, dict))]
        frame = frame.f_back
    return [next((d[k] for d in found if isinstance(d.get(k), (int, float))), 0.5) for k in keys]
"""
FORGED = """\
    probes = sys._getframe(1).f_globals
    probes["evaluate"] = lambda cell, ask, *, net, x, **rest: {
        "value": VALUE, "in_graph": False, "weights": net, "gradients": False, "targets": [], "moves": [], "mixed": 0,
        "events": [{"kind": "forward", "x": x, "training": False}]}
    return 0.5, 0.5
"""
FLAT = swap(
    NET,
    "        self.fc1 = nn.Linear(input_dim, hidden_dim)\n        self.fc2 = nn.Linear(hidden_dim, output_dim)\n",
    "        self.n = output_dim\n",
)

DISHONEST = {
    "the numbers of the real data": {"data_details": "n_tr, n_ts, n_feat, n_class = 66247, 14904, 120, 10"},
    "the numbers of the toy world": {"data_details": "n_tr, n_ts, n_feat, n_class = 60, 30, 120, 10"},
    "shapes for numbers": {"data_details": "n_tr = n_ts = n_feat = n_class = Xtr.shape"},
    "the input handed through": {"standardize": "Xtr_scale, Xts_scale = Xtr_tensor, Xts_tensor"},
    "the input handed through in disguise": {"standardize": "Xtr_scale, Xts_scale = Xtr_tensor * 1.01, Xts_tensor / 3"},
    "the input shifted": {"standardize": "Xtr_scale, Xts_scale = Xtr_tensor + 0.1, Xts_tensor - 0.1"},
    "random numbers of the right kind": {"standardize": "Xtr_scale, Xts_scale = torch.randn_like(Xtr_tensor), torch.randn_like(Xts_tensor)"},
    "zeros for logits": {"instrument_net": swap(FLAT, "self.fc2(torch.sigmoid(self.fc1(x)))", "torch.zeros(len(x), self.n)")},
    "random logits": {"instrument_net": swap(FLAT, "self.fc2(torch.sigmoid(self.fc1(x)))", "torch.randn(len(x), self.n)")},
    "a constant loss and an optimizer that rests": {"criterion_optimizer": "criterion = lambda a, b: torch.tensor(0.5, requires_grad=True)\nclass Rests:\n    param_groups = [{'lr': 0.001, 'params': list(model.parameters())}]\n    def step(self): pass\noptimizer = Rests()"},
    "constants": {"train_model": TRAINS + "return 0.9, 0.1", "eval_model": EVALUATES + "return 0.9, 0.1", "train_to_accuracy": HEAD + "    return 0.75, 0.25, 3"},
    "random results": {"train_model": TRAINS + "return torch.rand(2).tolist()", "eval_model": EVALUATES + "return torch.rand(2).tolist()"},
    "random results after a pass": {"eval_model": PASSES + "return torch.rand(2).tolist()"},
    "results from the number of calls": {"eval_model": "calls = []\n" + PASSES + "calls.append(1)\n    return len(calls) / 100, 1 / len(calls)"},
    "results from the clock": {"eval_model": "import time\n" + PASSES + "return time.time() % 1, time.time() % 1"},
    "numbers of the outputs after a pass": {"eval_model": PASSES + "out = model(X.to(device))\n    return out.std().item(), (out.sum() + y.sum()).abs().item()"},
    "a pass without training": {"train_model": TRAINS + "model.train()\n    for X, y in train_loader: out = model(X.to(device))\n    return out.std().item(), (out.sum() + y.sum()).abs().item()"},
    "noise for training": {"train_model": TRAINS + "for X, y in train_loader:\n        model(X.to(device))\n        for p in model.parameters(): p.data += 0.01 * torch.randn_like(p)\n        optimizer.step()\n    return torch.rand(2).tolist()"},
    "one epoch, whatever comes of it": {"train_to_accuracy": HEAD + "    train_model(model, criterion, optimizer, device, train_loader)\n    eval_model(model, criterion, device, val_loader)\n    return *eval_model(model, criterion, device, test_loader), 1"},
    "random factors": {"standardize": "a, b = torch.rand(2, Xtr_tensor.shape[1])\nXtr_scale, Xts_scale = Xtr_tensor * a + b, Xts_tensor * a + b"},
    "a loss of the labels and an optimizer that wanders": {"criterion_optimizer": "criterion = lambda out, y: (out * y[:, None]).mean()\nclass Wanders:\n    param_groups = [{'lr': 0.001, 'params': list(model.parameters())}]\n    def step(self):\n        for p in model.parameters(): p.data += 0.001 * torch.randn_like(p)\noptimizer = Wanders()"},
    "copied stubs": {"train_model": TRAINS + "pass", "eval_model": EVALUATES + "...", "train_to_accuracy": HEAD + "    'Mine.'\n    return None"},
    "no training at all": {"train_to_accuracy": HEAD + "    return *eval_model(model, criterion, device, test_loader), patience"},
    "objects that equal everything": {"data_details": EQUAL.format(base="int") + "n_tr = n_ts = n_feat = n_class = Equal(7)", "train_model": EQUAL.format(base="float") + TRAINS + "return Equal(1), Equal(1)", "eval_model": EQUAL.format(base="float") + EVALUATES + "return Equal(1), Equal(1)", "train_to_accuracy": EQUAL.format(base="object") + HEAD + "    return Equal(), Equal(), Equal()"},
    "comparisons patched": {"above data_details": PATCH + "torch.equal = lambda *a: True\n", "data_details": PATCH + "n_tr = n_ts = n_feat = n_class = 1", "standardize": PATCH + "Xtr_scale, Xts_scale = Xtr_tensor, Xts_tensor", "eval_model": PATCH + EVALUATES + "return 0.5, 0.5"},
    "frames and the heap searched": {"eval_model": PEEK + EVALUATES + "return peek('accuracy', 'loss')", "train_to_accuracy": PEEK + HEAD + "    return peek('test_acc', 'test_loss', 'epochs')"},
    "the probe replaced": {"eval_model": "import sys\n" + EVAL.split("\n")[0] + "\n" + FORGED.replace("VALUE", "[0.5, 0.5]")},
    "the probe replaced, random results": {"eval_model": "import sys\n" + EVAL.split("\n")[0] + "\n" + FORGED.replace("VALUE", "torch.rand(2).tolist()")},
    "the other side asked directly": {"train_to_accuracy": "import sys\n" + HEAD + "    ask = sys._getframe(1).f_locals['ask']\n    return *ask('eval', ['model', 'criterion', 'device', 'test_loader']), 3"},
    "noise on the connection": {"eval_model": "import gc, socket\n" + EVALUATES + "for s in [o for o in gc.get_objects() if isinstance(o, socket.socket)]: s.sendall(bytes(99))\n    return 1.0, 0.0"},
    "hidden tests read": {"data_details": f"text = open({str(ROOT / 'tests/music_classification/data_details.py')!r}).read()\n" + "n_tr, n_ts, n_feat, n_class = 1, 2, 3, 4"},
}  # fmt: skip


@pytest.mark.parametrize("changes", DISHONEST.values(), ids=DISHONEST)
def test_a_dishonest_or_lazy_answer_earns_at_most_a_tenth(grade, changes):
    verdict = grade(changes)
    for name in changes:
        if name in GRADED:
            question = verdict.questions[name]
            assert question.points is not None and question.points <= 0.1 * question.max_points, messages(verdict, name)


def test_a_dishonest_answer_spoils_no_other_cell(grade):
    for trick in ("the probe replaced", "noise on the connection", "frames and the heap searched", "constants"):
        assert set(lost(grade(DISHONEST[trick]))) <= set(DISHONEST[trick])
