"""Attacks of a hand-in that aim past the sandbox: at what reads errors and replies, at pages, tables and folders.

`grader doctor` runs them after those of `grader.sandbox.attacks`. Each returns what it got, or something false.
"""

from __future__ import annotations

from collections.abc import Callable

_PIXEL = "R0lGODlhAQABAAAAACwAAAAAAQABAAA="
_RUNS = (
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "![x](https://elsewhere.example/x.png)",
    "<script>alert(1)</script>",
)


def _carries_a_program_out() -> str:
    import secrets

    from grader.judging.told import Told, words

    told, sent = Told(), [secrets.token_hex(250) for _ in range(20)]
    read = [told.error(text, words("x = 1"))[0].rstrip("…") for text in sent]
    carried = sum(len(part) for part, text in zip(read, sent, strict=True) if part and text.startswith(part))
    return f"{carried} characters" if carried > 1000 else ""


def _tells_what_is_here() -> str:
    import tempfile

    from grader.sandbox.worker import student_error

    def told(path: str) -> tuple[str, str]:
        error = student_error({"kind": "FileNotFoundError", "message": "", "file": path}, [])
        return error.kind, error.message.replace(path, "")

    with tempfile.NamedTemporaryFile(prefix="grader-bait-") as file:
        return "whether a file exists" if told(file.name) != told(f"{file.name}-no-such-file") else ""


def _keeps_a_test_busy() -> str:
    import time

    from grader.judging.deadline import Deadline

    begin = time.monotonic()
    deadline = Deadline(0.2, TimeoutError)
    try:
        with deadline.running():
            while time.monotonic() < begin + 10:
                pass
    except TimeoutError:
        return ""
    finally:
        deadline.close()
    return "10 seconds"


def _runs_in_a_browser() -> str:
    import re

    import nbformat

    from grader.formgrader.pages import policy
    from grader.grading.safe_outputs import CleanOutputs
    from grader.safe_html import markdown_to_html

    data = {"image/gif": _PIXEL, "text/html": "".join(_RUNS), "application/javascript": "alert(1)"}
    sizes = {"width": "1 onload=alert(1)", "image/gif": {"height": "1 onload=alert(1)"}}
    output = nbformat.v4.new_output("display_data", data=data, metadata=sizes)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])])
    shown = str(CleanOutputs().preprocess(notebook, {})[0].cells) + "".join(map(markdown_to_html, _RUNS))
    got = re.findall(r"<script|onload=|<[^>]*(?:onerror=|javascript:|data:text|elsewhere)", shown)
    scripts = next(part for part in policy("word").split("; ") if part.startswith("script-src"))
    return ", ".join(got) or ("a page without a policy" if scripts != "script-src 'nonce-word'" else "")


def _steers_the_terminal() -> str:
    from grader.plain_text import one_line, printable

    text = "\x1b[2J\x07\u202e"
    return "an escape sequence" if not (printable(text) + one_line(text)).isprintable() else ""


def _writes_in_our_name() -> str:
    from grader.safe_html import inert, markdown_to_html

    shown = markdown_to_html(f"<ul><li>{inert('**6 of 6** <b>x</b> [a](https://x.org)')}</li></ul>")
    return "bold or a link" if any(tag in shown for tag in ("<strong", "<b>", "<a ")) else ""


def _bears_a_name_that_runs() -> str:
    from grader.handins.roster import can_be_an_id

    return ", ".join(name for name in ("<b>x", "a/../b", "..", "x\x1b[2J", "*") if can_be_an_id(name))


def _hands_in_by_a_link() -> str:
    import tempfile
    from pathlib import Path

    from grader.reading.submission_file import UnreadableSubmission, find_notebook

    got = []
    with tempfile.TemporaryDirectory(prefix="grader-bait-") as name:
        ada = Path(name, "ada", "x")
        ada.mkdir(parents=True)
        (ada / "x.ipynb").write_text("{}")
        Path(name, "eve").symlink_to("ada")
        Path(name, "bob", "x").mkdir(parents=True)
        Path(name, "bob", "x", "x.ipynb").symlink_to(ada / "x.ipynb")
        for thief in ("eve", "bob"):
            try:
                find_notebook(Path(name, thief, "x"), "x")
                got.append(thief)
            except UnreadableSubmission:
                pass
    return f"another's work, as {', '.join(got)}" if got else ""


def _puts_a_formula_in_a_table() -> str:
    from grader.lms.csv_text import table

    fields = table([("=1", "x;=1", "x\t+1")]).replace("\t", ";").replace(",", ";").split(";")
    return ", ".join(field for field in fields if field.strip('"\r\n').startswith(("=", "+")))


def _makes_a_page_endless() -> str:
    from grader.plain_text import LONGEST_ANSWER, shown_answer

    return "a long page" if len(shown_answer("**a" * 200_000, is_code=True)) > 2 * LONGEST_ANSWER else ""


OUTSIDE: dict[str, Callable[[], str]] = {
    "carry a program out in an error": _carries_a_program_out,
    "learn from an error what is here": _tells_what_is_here,
    "keep a hidden test busy": _keeps_a_test_busy,
    "run in the browser of a TA": _runs_in_a_browser,
    "make a page endless": _makes_a_page_endless,
    "steer the terminal": _steers_the_terminal,
    "write a note in our name": _writes_in_our_name,
    "bear a name that runs": _bears_a_name_that_runs,
    "hand in by a link": _hands_in_by_a_link,
    "put a formula in a table": _puts_a_formula_in_a_table,
}
