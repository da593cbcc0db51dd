"""A stand-in refuses every use, by Python or by a library, and what the student reads is the sentence about it."""

from __future__ import annotations

import collections
import decimal
import fractions
import gc
import operator
import pathlib
import types

import numpy as np
import pytest
import torch
from conftest import make_course

from grader.assignment.assignment import Assignment
from grader.judging.carry import StudentCell
from grader.judging.judge import judge_question
from grader.python_source import parse_or_none
from grader.sandbox.cell_runner import Cell, PoisonedName
from grader.sandbox.refusing import SPECIAL_METHODS, behind, refusing
from grader.sandbox.sandbox_process import _describe
from grader.sandbox.worker import Worker

HEAD = "import abc, copy, json, math, operator, os, pickle\nimport numpy as np\nimport torch\nfrom torch import nn\n"
EXPRESSIONS = """
model @ 1 ;; 1 @ model ;; model ** 2 ;; 2 ** model ;; model // 2 ;; 2 // model ;; model % 2 ;; 2 % model ;; divmod(model, 2) ;; divmod(2, model)
model + 1 ;; 1 + model ;; model - 1 ;; 1 - model ;; model * 2 ;; 2 * model ;; model / 2 ;; 2 / model ;; model << 1 ;; 1 << model
model >> 1 ;; 1 >> model ;; model & 1 ;; 1 & model ;; model | 1 ;; 1 | model ;; model ^ 1 ;; 1 ^ model ;; pow(model, 2, 3)
-model ;; +model ;; ~model ;; abs(model) ;; round(model) ;; round(model, 2) ;; math.trunc(model) ;; math.floor(model) ;; math.ceil(model)
int(model) ;; float(model) ;; complex(model) ;; bool(model) ;; not model ;; bytes(model) ;; hash(model) ;; {model} ;; {model: 1} ;; {}[model]
str(model) ;; repr(model) ;; f"{model}" ;; f"{model!r}" ;; f"{model:.2f}" ;; format(model, ".2f") ;; "%s" % model ;; "%d" % model ;; "{}".format(model)
print(model) ;; ascii(model) ;; dir(model) ;; vars(model) ;; len(model) ;; iter(model) ;; next(model) ;; list(model) ;; [*model] ;; dict(**model)
print(*model) ;; sum(model) ;; max(model) ;; sorted(model) ;; reversed(model) ;; enumerate(model) ;; zip(model) ;; map(str, model)
1 in model ;; model in [1] ;; model in {1} ;; model == 1 ;; 1 == model ;; model != 1 ;; model < 1 ;; model <= 1 ;; model > 1 ;; 1 < model
model[0] ;; model[1:2] ;; model["a"] ;; [1, 2][model] ;; [1, 2][model:] ;; range(model) ;; "ab" * model ;; chr(model) ;; hex(model)
model() ;; model(1) ;; model.x ;; model.__class__ ;; model.__dict__ ;; getattr(model, "x", None) ;; hasattr(model, "x") ;; model.eval()
isinstance(model, nn.Module) ;; isinstance(1, model) ;; issubclass(int, model) ;; copy.copy(model) ;; copy.deepcopy(model)
pickle.dumps(model) ;; json.dumps(model) ;; json.dumps({"a": model}) ;; os.fspath(model) ;; open(model) ;; os.path.join("a", model)
"".join([model]) ;; "a".startswith(model) ;; "a".replace("a", model) ;; b"" + model ;; "a" + model ;; [1] + model ;; (1,) + model
math.sqrt(model) ;; math.fsum([model]) ;; operator.index(model) ;; operator.length_hint(model) ;; memoryview(model) ;; float(str(model))
np.asarray(model) ;; np.array([model, 1.0], dtype=float) ;; np.mean(model) ;; np.sum(model) ;; np.zeros(3) + model ;; np.zeros(3) @ model
np.add(1, model) ;; np.exp(model) ;; np.concatenate([model, model]) ;; np.zeros(3)[model] ;; np.stack([model]) ;; np.zeros(model) ;; np.isnan(model)
torch.tensor(model) ;; torch.as_tensor(model) ;; torch.zeros(3) + model ;; model + torch.zeros(3) ;; torch.zeros(3) @ model ;; torch.zeros(3)[model]
torch.sum(model) ;; torch.exp(model) ;; torch.stack([model]) ;; torch.cat([model]) ;; torch.nn.functional.relu(model) ;; torch.zeros(model)
torch.zeros(3).to(model) ;; torch.is_tensor(model) ;; torch.from_numpy(model) ;; torch.no_grad()(model)(1) ;; nn.Sequential(model)
nn.Linear(3, 3)(model) ;; torch.optim.SGD(model, lr=0.1) ;; nn.CrossEntropyLoss()(model, model) ;; torch.argmax(model) ;; torch.float32 == model
torch.utils.data.DataLoader(model) ;; torch.device(model) ;; nn.Linear(model, 2) ;; torch.save(model, "x") ;; torch.zeros(2).sum(dim=model)
type(model)() ;; type(model)[int] ;; type(model).weights ;; type("Sub", (type(model),), {}) ;; type("Sub", (model,), {})
"""
STATEMENTS = [
    "model[0] = 1",
    "del model[0]",
    "model.x = 1",
    "del model.x",
    "a, *b = model",
    "for _ in model: pass",
    "assert model",
    "with model: pass",
    "with torch.no_grad(), model: pass",
    "while model: pass",
    "global model; model += 1",
    "global model; model @= 1",
    "x = [1]; x += model",
    "x = torch.zeros(3); x += model",
    "x = np.zeros(3); x[0] = model",
    "x = torch.zeros(3); x[0] = model",
    "net = nn.Linear(2, 2); net.layer = model; net(torch.zeros(2))",
    "class Net(model): pass",
    "class Net(type(model)): pass",
    "class Net(nn.Module):\n        net = model\n    Net().net",
    "match model:\n        case 1: pass",
    "match model:\n        case int(): pass",
    "@model\n    def f(): pass",
    "yield from model",
    "raise ValueError(f'{model} is bad')",
    "raise ValueError(f'{type(model)} is bad')",
    "try:\n        model.eval()\n    except Exception:\n        raise ValueError('it failed') from None",
    "try:\n        model.eval()\n    finally:\n        1 / 0",
    "import asyncio\n    async def g(): await model\n    asyncio.run(g())",
    "import asyncio\n    async def g():\n        async with model: pass\n    asyncio.run(g())",
    "import asyncio\n    async def g():\n        async for _ in model: pass\n    asyncio.run(g())",
]
EXPRESSIONS = [expression for line in EXPRESSIONS.strip().splitlines() for expression in line.split(" ;; ")]
BODIES = [*(f"return {expression}" for expression in EXPRESSIONS), *STATEMENTS]


def says(body: str) -> dict:
    """Return what a student reads about a function with this body, which uses the poisoned global `model`."""
    source = f"{HEAD}def f():\n    {body}\n"
    cell = Cell(source, [], {}, ["f"])
    with cell.poison("model"):
        try:
            found = cell["f"]()
            for _ in found if isinstance(found, types.GeneratorType) else ():
                pass
        except BaseException as error:
            return _describe(error)
    return {}


@pytest.mark.parametrize("body", BODIES)
def test_whatever_a_function_does_with_a_poisoned_global_it_is_told_which_one(body, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # `torch.save` begins a file before it looks at what it saves
    about = says(body)
    assert about and about["poisoned"] == about["message"] == "model", about
    assert about["line"] and about["line"] >= 6


LOOKED_UP = (
    *(int, float, complex, bool, str, bytes, bytearray, list, tuple, dict, set, frozenset, range, slice, memoryview),
    *(object, type, property, BaseException, types.FunctionType, types.CoroutineType, types.AsyncGeneratorType),
    *(types.GeneratorType, types.ModuleType, collections.deque, collections.Counter, collections.defaultdict),
    *(
        pathlib.Path,
        fractions.Fraction,
        decimal.Decimal,
        np.ndarray,
        np.float64,
        torch.Tensor,
        torch.nn.Module,
        operator,
    ),
)
NO_USE = [
    "abstractmethods",
    "all",
    "alloc",
    "annotations",
    "base",
    "bases",
    "basicsize",
    "builtins",
    "cached",
    "cause",
    "class",
    "closure",
    "code",
    "concat",
    "context",
    "annotate",
    "annotations_cache",
    "annotate_func",
    "conditional_annotations",
    "defaults",
    "del",
    "dict",
    "dictoffset",
    "div",
    "dlpack_c_exchange_api",
    "doc",
    "file",
    "firstlineno",
    "flags",
    "getattr",
    "getformat",
    "globals",
    "iconcat",
    "idiv",
    "init",
    "inv",
    "isabstractmethod",
    "itemsize",
    "kwdefaults",
    "loader",
    "long",
    "module",
    "mro",
    "name",
    "nonzero",
    "not",
    "package",
    "parameters",
    "prepare",
    "qualname",
    "rdiv",
    "slots",
    "spec",
    "static_attributes",
    "subclasses",
    "suppress_context",
    "text_signature",
    "traceback",
    "type_params",
    "weakref",
    "weakrefoffset",
    "array_priority",
]  # not looked up on the type, or of Python 2, or no use of the object


def test_the_stand_in_answers_every_special_method_there_is():
    model = refusing("global variable `net`", PoisonedName("net"))
    names = {name for kind in LOOKED_UP for name in dir(kind) if name.startswith("__") and name.endswith("__")}
    names |= {name for name in SPECIAL_METHODS}
    for name in sorted(names - {f"__{name}__" for name in NO_USE}):
        own = type.__dict__["__dict__"].__get__(type(model)).get(name)
        assert own is not None, f"{name} is not refused"
        with pytest.raises(PoisonedName):
            (own.__func__ if isinstance(own, classmethod) else own)(model)


def test_a_stand_in_is_not_found_by_who_looks_at_all_objects_of_the_garbage_collector():
    model = refusing("global variable `net`", PoisonedName("net"))
    tracked = gc.is_tracked(model)
    del model
    gc.collect()
    assert not tracked


def test_an_error_of_another_kind_stays_what_it_is():
    error = ValueError("a global variable")
    assert behind(error) is error

    class Odd(Exception):
        __cause__ = __context__ = property(lambda self: 1 / 0)

        def __str__(self):
            raise KeyError

        def __eq__(self, other):
            return True

    odd = Odd()
    assert behind(odd) is odd


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return numbers @ model", "`model` (line 3: `return numbers @ model`)"),
        ("return numbers[model]", "`model`"),
        ("return ''.join([model])", "`model`"),
        ("return model", "`model`"),
        ("import torch; return torch.tensor(model)", "`model`"),
        ("import torch; return torch.stack([model])", "`model`"),
    ],
)
def test_the_student_reads_the_sentence_and_no_name_of_ours(judge_with_poison, body, told):
    message = judge_with_poison(f"import numpy as np\ndef count_above(numbers, limit):\n    {body}\n")
    assert f"Your function uses the global variable {told}" in message
    assert "Use the parameter of that name" in message


@pytest.mark.parametrize("use", ["abs(p)", "p @ 1", "p", "'a'.join([p])", "isinstance(p, int)"])
def test_what_a_line_that_was_left_out_would_have_made_sends_to_a_person_whatever_is_done_with_it(
    judge_with_poison, use
):
    source = f"import a_package_that_nobody_has as p\ndef count_above(numbers, limit):\n    return {use}\n"
    assert "package that is not installed" in judge_with_poison(source)


@pytest.fixture(scope="module")
def judge_with_poison(tmp_path_factory):
    """A function that judges an answer while the global `model` is poisoned and returns the first message."""
    course = make_course(tmp_path_factory.mktemp("refusing") / "course")
    (course.tests("tiny") / "probes" / "count_above.py").write_text(
        "def count(cell, ask, *, numbers, limit):\n"
        "    with cell.poison('model'):\n"
        "        return {'found': [cell['count_above'](numbers, limit)]}\n"
    )
    assignment = Assignment.load(course, "tiny")
    with Worker() as worker:

        def run(source):
            cells = [StudentCell(parse_or_none(source), "count_above")]
            verdict = judge_question(assignment, "count_above", cells, (0, source), worker)
            return verdict.tests[0].message

        yield run
