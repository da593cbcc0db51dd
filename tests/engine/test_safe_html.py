"""What a student wrote is shown, and nothing of it runs, loads, or pretends to be ours."""

from __future__ import annotations

import re

import nbformat
import pytest

from grader.grading.safe_outputs import CleanOutputs
from grader.plain_text import shown_answer
from grader.safe_html import clean_html, inert, markdown_to_html

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
RUNS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='&#106;ava\nscript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "[x](javascript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:alert(1))",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](https://elsewhere.example/x.png)",
    "![x][y]\n\n[y]: //elsewhere.example/x.png",
    "<iframe src='https://elsewhere.example'></iframe>",
    "<form action='https://elsewhere.example'><input></form>",
    "<style>body { background: url(https://elsewhere.example) }</style>",
    "<p style='background: url(https://elsewhere.example)'>x</p>",
    "<link rel=stylesheet href=https://elsewhere.example/x.css>",
    "<meta http-equiv=refresh content='0; url=https://elsewhere.example'>",
    "<base href=https://elsewhere.example/>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></table></math>",
    r"$\text{<img src=x onerror=alert(1)>}$",
    r"$\href{javascript:alert(1)}{x}$",
    r"$\style{background: url(https://elsewhere.example)}{x}$",
    r"$$\class{btn}{x}$$",
    r"\begin{x}<script>alert(1)</script>\end{x}",
    "```mermaid\n<img src=x onerror=alert(1)>\n```",
    '```"><img src=x onerror=alert(1)>\nx\n```',
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<!--><img src=x onerror=alert(1)>-->",
]
TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^>]*)>")
HARMLESS = re.compile(r'\s+(href="(https?:|mailto:|#)[^"]*"|class="[\w ]+"|[a-z]+="[\w .%-]*"|xmlns="[^"]*")')


@pytest.mark.parametrize("source", RUNS)
@pytest.mark.parametrize("render", [markdown_to_html, clean_html])
def test_nothing_that_runs_or_loads_is_left(source, render):
    for _, tag, attributes in TAG.findall(render(source)):
        assert tag not in ("script", "style", "svg", "iframe", "form", "input", "link", "meta", "base", "img"), tag
        assert not HARMLESS.sub("", attributes).strip(" /"), attributes
        assert "style=" not in attributes and "on" not in [a.split("=")[0][:2] for a in attributes.split()], attributes


def test_what_a_student_means_is_shown():
    shown = markdown_to_html(
        "# A title\n\n*a* < **b**, [link](https://x.org), `x < 1`, $x_1 < \\frac{a}{b}$\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n```python\nfor x in y: pass\n```\n"
    )
    for part in ("<h1>A title</h1>", "<em>a</em> &lt; <strong>b</strong>", '<a href="https://x.org">link</a>'):
        assert part in shown
    assert "<code>x &lt; 1</code>" in shown and "<td>1</td>" in shown and 'class="highlight"' in shown
    assert "<mfrac>" in shown and "<mo>&lt;</mo>" in shown, "a formula is MathML"
    assert markdown_to_html("$a &lt; b$") == markdown_to_html("$a < b$"), "also of a text that was cleaned before"


def test_a_formula_that_is_none_stays_as_it_was_written():
    for tex in (r"\frac{", "x" * 5_000, r"\left(" * 200, "{" * 3_000):
        assert tex.strip()[:20] in markdown_to_html(f"${tex}$").replace("&lt;", "<")


def test_a_pasted_picture_is_shown_and_another_named():
    attachments = {
        "a b.png": {"image/png": PIXEL},
        "c.svg": {"image/svg+xml": "<svg/>"},
        "d": {"image/png": 'x" onerror="y'},
    }
    shown = markdown_to_html(
        "![my *plot*](attachment:a%20b.png) ![c](attachment:c.svg) ![d](attachment:d)", attachments
    )
    assert f'<img src="data:image/png;base64,{PIXEL}"' in shown and shown.count("<img") == 1
    assert "[picture: c]" in shown and "[picture: d]" in shown
    assert "[picture: gone]" in markdown_to_html("![gone](attachment:gone.png)")


def test_a_note_is_text_whatever_is_in_it():
    note = "**bold** [a](https://x.org) ![b](https://x.org) <b>c</b> `d` $e$ _f_ https://x.org\n\n# g\n- h &amp; train_model"
    shown = markdown_to_html(f"**For the TA**\n<ul><li>{inert(note)}</li></ul>")
    inside = shown[shown.index("<li>") + 4 : shown.index("</li>")]
    assert "<" not in inside and "train_model" in inert(note)
    plain = markdown_to_html(inert(note))
    assert TAG.findall(plain) == [("", "p", ""), ("/", "p", "")]


def cleaned(cell):
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"title": "x", "widgets": {}, "grader": {"notes": []}})
    notebook, _ = CleanOutputs().preprocess(notebook, {})
    assert set(notebook.metadata) == {"grader"}
    return notebook.cells[0]


@pytest.mark.parametrize(
    "value", ["1 onload=x", "100", [1], {"x": 1}, True, float("nan"), float("inf"), -5, 0, 10**9, None]
)
@pytest.mark.parametrize("nested", [False, True])
def test_of_an_outputs_metadata_only_numbers_of_pixels_stay(value, nested):
    sizes = {"width": value, "height": 20.4, "unconfined": "x", "alt": '" onload="x', "filenames": {"image/png": "//x"}}
    metadata = {"image/png": sizes, "image/svg+xml": sizes, "text/html": {"isolated": True}} if nested else sizes
    output = nbformat.v4.new_output("display_data", data={"image/png": PIXEL}, metadata=metadata)
    cell = nbformat.v4.new_code_cell(outputs=[output], metadata={"tags": ["x"], "name": "x", "nbgrader": {}})
    cell = cleaned(cell)
    assert cell.outputs[0].metadata == ({"image/png": {"height": 20}} if nested else {"height": 20})
    assert set(cell.metadata) == {"nbgrader"}
    assert cell.outputs[0].data == {"image/png": PIXEL}


def test_pictures_are_base64_and_other_kinds_of_output_go():
    data = {"image/png": '" onerror="x', "image/jpeg": f"{PIXEL[:20]}\n{PIXEL[20:]}\n", "text/plain": "x", "x/y": "z"}
    data |= {"image/svg+xml": "<svg/>", "application/javascript": "x", "text/html": "<script>x</script><b>y</b>"}
    cell = cleaned(nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("display_data", data=data)]))
    assert cell.outputs[0].data == {"image/jpeg": PIXEL, "text/plain": "x", "text/html": "x<b>y</b>"}


@pytest.mark.parametrize("part", ["<b>", "<b><i><a href=x>", "<a ", "<a/", "<b></x>", "<x>", "<td>"])
def test_html_that_takes_long_to_read_is_shown_as_text(part):
    shown = clean_html((part * 400_000)[:400_000])
    assert shown.count("&lt;") > 10_000


def test_a_large_honest_table_is_shown_as_one():
    row = "<tr>" + "<td>0.12</td>" * 20 + "</tr>"
    picture = f'<img src="data:image/png;base64,{"a/b" * 5000}">'
    shown = clean_html(f"<table>{row * 200}</table>{picture}<p>end</p>")
    assert shown.count("<td>") == 4000 and "<p>end</p>" in shown and "a/b" not in shown


def test_outputs_together_are_bounded_and_verdicts_are_not_cut():
    def printed(text, **metadata):
        return nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("stream", text=text)], metadata=metadata)

    table = nbformat.v4.new_output("display_data", data={"text/html": "<p>x</p>" * 12_000})
    cells = [printed("x" * 100_000) for _ in range(60)] + [nbformat.v4.new_code_cell(outputs=[table] * 20)]
    cells.append(printed("✓ it counts", nbgrader={"grade_id": "count-check"}, grader={"outcome": "passed"}))
    notebook, _ = CleanOutputs().preprocess(nbformat.v4.new_notebook(cells=cells), {})
    texts = [output.text for cell in notebook.cells for output in cell.outputs if "text" in output]
    assert sum(map(len, texts)) < 3_100_000 and texts[0] == "x" * 100_000
    assert "cut: 100,000 characters" in texts[-2] and texts[-1] == "✓ it counts"
    assert sum(len(output.data.get("text/html", "")) for output in notebook.cells[60].outputs) < 500_000


@pytest.mark.parametrize("source", ["x = 1\n" * 100, "y" * 499, "", "a\n\nb"])
@pytest.mark.parametrize("is_code", [True, False])
def test_an_answer_of_usual_length_is_shown_whole(source, is_code):
    assert shown_answer(source, is_code) == source


@pytest.mark.parametrize("is_code", [True, False])
@pytest.mark.parametrize("line", ["**a", "x = [1, 2]\n", "word "])
def test_an_endless_answer_is_cut_and_says_so(line, is_code):
    shown = shown_answer((line * 400_000)[:400_000], is_code)
    assert len(shown) < 21_000 and max(map(len, shown.split("\n"))) <= (501 if is_code else 20_000)
    last = shown.split("\n")[-1]
    assert "400,000 characters" in last and "as handed in" in last and last.startswith("# ") == is_code


def test_a_traceback_without_end_is_cut_in_the_middle_and_an_errors_words_are_short():
    lines = [f"line {number}" for number in range(100_000)]
    error = nbformat.v4.new_output("error", ename="E" * 10**6, evalue="v" * 10**6, traceback=lines)
    shown = cleaned(nbformat.v4.new_code_cell(outputs=[error])).outputs[0]
    assert len(shown.traceback) == 501 and "100,000 lines" in shown.traceback[250]
    assert shown.traceback[0] == "line 0" and shown.traceback[-1] == "line 99999"
    assert len(shown.ename) + len(shown.evalue) < 5_000


@pytest.mark.parametrize("name", ['"><script>alert(1)</script>', "a b", "x" * 500, "a\n", "'"])
def test_an_id_with_markup_in_it_is_none(name):
    assert "nbgrader" not in cleaned(nbformat.v4.new_code_cell(metadata={"nbgrader": {"grade_id": name}})).metadata
    kept = {"nbgrader": {"grade_id": "count_above-check"}}
    assert cleaned(nbformat.v4.new_code_cell(metadata=kept)).metadata == kept


def test_formulas_by_the_thousand_are_shown_as_they_were_written():
    shown = markdown_to_html("$a_1$ " * 3_000)
    assert shown.count("<math") == 200 and shown.count("<code>a_1</code>") == 2_800
