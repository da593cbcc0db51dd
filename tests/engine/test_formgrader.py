"""A TA in a real browser: log in, find the submission, read our lines, mark, score, comment, grade again."""

from __future__ import annotations

import base64
import contextlib
import http.server
import io
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest
from conftest import read_log
from graded_course import cell_of, grades, hand_in, make_graded_course
from local_server import serving
from matplotlib.figure import Figure
from nbgrader.api import Gradebook
from nbgrader.server_extensions.formgrader import handlers

from grader.assignment.rubric import Mark, read_marks
from grader.formgrader import pages
from grader.grading.grade import grade
from grader.grading.marks import Marks
from grader.grading.shares import Share, second_marks, write_shares
from grader.grading.waived import NOT_COUNTED, write_waived
from grader.reports.feedback import write_feedback

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
select = pytest.importorskip("selenium.webdriver.support.select")
Keys = webdriver.Keys
StaleElementReferenceException = pytest.importorskip("selenium.common.exceptions").StaleElementReferenceException
BROWSER, DRIVER = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.skipif(not (BROWSER and DRIVER), reason="there is no Chromium with chromedriver"),
    pytest.mark.usefixtures("lent_sandbox_process"),
]
TOKEN = "a-token-for-this-test"


@pytest.fixture
def course(tmp_path):
    """Return the tiny course with the real settings."""
    return make_graded_course(tmp_path / "course")


@pytest.fixture
def browser(tmp_path):
    """Return a headless browser."""
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    quiet = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
    for argument in ("--headless", "--no-sandbox", "--disable-gpu", "--window-size=1200,1600", *quiet):
        options.add_argument(argument)
    options.add_argument(f"--user-data-dir={tmp_path / 'browser'}")
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    driver.implicitly_wait(10)
    yield driver
    driver.quit()


RUBRIC = """The secret rubric.
#
# - [1.5] All values are shown.
# - [0.5] Labels on both axes.
#
# Typical mistakes: no labels."""


def draw(notebook) -> None:
    """Put a real figure into the student's plot."""
    figure, file = Figure(figsize=(3, 2)), io.BytesIO()
    figure.subplots().plot([1, 2, 3])
    figure.savefig(file, format="png")
    picture = {"image/png": base64.b64encode(file.getvalue()).decode()}
    cell_of(notebook, "plot_values").outputs = [nbformat.v4.new_output("display_data", data=picture)]


@contextlib.contextmanager
def formgrader_on(course, marker="anna"):
    """Yield the address of a formgrader on the course, in which `marker` gives the marks."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "grader.cli", "formgrader", "--as", marker, "--no-browser", "--port", str(port)]
    environment = {**os.environ, "JUPYTER_TOKEN": TOKEN}
    server = subprocess.Popen(command, cwd=course.root, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert f":{port}/formgrader" in server.stdout.readline()
        wait_until(lambda: listens(port))  # it says where it will be before it is there
        yield f"http://localhost:{port}/formgrader"
    finally:
        server.terminate()
        server.communicate(timeout=120)


def give_a_rubric(course) -> None:
    text = course.root / "source" / "tiny.py"
    text.write_text(text.read_text().replace("The secret rubric: one point for labels.", RUBRIC))


@pytest.fixture
def address(course):
    """Return the address of a formgrader on the course, with one graded submission."""
    give_a_rubric(course)
    hand_in(course, "ada", {"mean_value": "mean = 0"}, draw)
    grade(course, "tiny", jobs=1)
    with formgrader_on(course) as found:
        yield found


def listens(port) -> bool:
    try:
        socket.create_connection(("localhost", port), timeout=1).close()
    except OSError:
        return False
    return True


def shown_on(browser) -> str:
    return browser.find_element("tag name", "body").text


def wait_until(true, seconds=300):
    """Look again until it is so; a page that loads anew under a look is not so yet."""
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(StaleElementReferenceException):
            if true():
                return
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)


def log_in(browser, address) -> None:
    browser.get(address)
    browser.find_element("id", "password_input").send_keys(TOKEN)
    browser.find_element("id", "login_submit").click()
    wait_until(lambda: browser.current_url.startswith(address))


def open_submission(browser, address) -> None:
    browser.get(f"{address}/gradebook/tiny/tiny")
    browser.find_element("link text", "Submission #1").click()
    wait_until(lambda: browser.find_elements("css selector", ".rubric-sum") and "marks set" in sum_of(browser))


def click(element) -> None:
    """Click on what stands still: nbgrader scrolls for a while to the field that comes next."""
    places = []

    def rests():
        places.append(element.parent.execute_script("return arguments[0].getBoundingClientRect().top", element))
        return len(places) > 1 and places[-1] == places[-2]

    wait_until(rests)
    element.click()


def sum_of(browser) -> str:
    return browser.find_element("css selector", ".rubric-sum").text


def problem_in(browser) -> str:
    return " ".join(place.text for place in browser.find_elements("css selector", ".problem, #report"))


def waiting_in(browser) -> list[str]:
    return [link.text for link in browser.find_elements("css selector", ".still-to-grade a")]


def marks_of(browser) -> list:
    return browser.find_elements("css selector", ".rubric .mark")


def comment_in(course, name="plot_values") -> str:
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        return gradebook.find_comment(name, "tiny", "tiny", "ada").manual_comment or ""


def page_of(course) -> str:
    return write_feedback(course, "tiny").pages[0].read_text()


def test_a_ta_scores_and_comments_and_grades_again_in_the_browser(course, browser, address):
    browser.get(f"{address}/gradebook/tiny/tiny")
    assert "Submission #1" not in browser.page_source, "nobody gets in without the token"
    log_in(browser, address)
    open_submission(browser, address)
    text = browser.find_element("id", "notebook").text
    assert "✗ the mean is of all values. −2 of 4 points\nTake the mean of all of values." in text
    assert "passed: all 2 tests" in text
    assert "All values are shown." in text and "Typical mistakes: no labels." in text
    assert "no record was read" not in text.lower()
    picture = browser.find_element("css selector", ".output_png img")
    assert browser.execute_script("return arguments[0].naturalWidth", picture) > 100

    score = browser.find_element("id", "comment")
    score.clear()
    score.send_keys("1.5\t")
    comment = browser.find_element("id", "comment-comment")
    comment.send_keys("Say why.\t")
    wait_until(lambda: grades(course, "ada")["comment"][1] == 1.5)
    wait_until(lambda: "Say why." in page_of(course))
    assert "1.5 of 3" in page_of(course)

    browser.get(f"{address}/manage_submissions/tiny")
    hand_in(course, "ada", change=draw)
    browser.find_element("css selector", "td.autograde a").click()
    wait_until(lambda: grades(course, "ada")["mean_value-check"][0] == 4)
    assert grades(course, "ada")["comment"][1] == 1.5
    by_button = grades(course, "ada")
    grade(course, "tiny", jobs=1, force=True)
    assert grades(course, "ada") == by_button


def test_marks_of_the_rubric_become_score_and_comment_and_stay(course, browser, address):
    log_in(browser, address)
    open_submission(browser, address)
    browser.find_element("id", "plot_values-comment").send_keys("Nice colours.\t")
    wait_until(lambda: comment_in(course) == "Nice colours.")
    assert waiting_in(browser) == ["plot_values", "table", "comment"]
    _first, second = marks_of(browser)
    click(browser.find_element("css selector", ".rubric .mark-full"))
    wait_until(lambda: comment_in(course).startswith("[1.5 of 1.5] All values are shown."))
    assert grades(course, "ada")["plot_values"] == (None, None, True), "not all marks are set"
    for typed in ("9", "0,5"):
        second.clear()
        second.send_keys(typed + "\t")
        wait_until(lambda typed=typed: f"“{typed}” is not saved: type a number from 0 to 0.5" in problem_in(browser))
        assert second.get_attribute("value") == typed
    assert grades(course, "ada")["plot_values"] == (None, None, True), "nothing is cut to fit"
    second.clear()
    second.send_keys("0.5\t")
    wait_until(lambda: grades(course, "ada")["plot_values"][1] == 2)
    wait_until(lambda: waiting_in(browser) == ["table", "comment"])
    marks, rest = read_marks(comment_in(course))
    assert marks == [Mark(1.5, 1.5, "All values are shown."), Mark(0.5, 0.5, "Labels on both axes.")]
    assert rest == "Nice colours."
    second.clear()
    second.send_keys("0.25\t")
    wait_until(lambda: grades(course, "ada")["plot_values"][1] == 1.75)

    open_submission(browser, address)
    assert [mark.get_attribute("value") for mark in marks_of(browser)] == ["1.5", "0.25"]
    assert sum_of(browser) == "2 of 2 marks set, 1.75 of 2 points"
    score = browser.find_element("id", "plot_values")
    score.clear()
    score.send_keys("2\t")
    wait_until(lambda: grades(course, "ada")["plot_values"][1] == 2)
    assert sum_of(browser).endswith("the score is 2")
    assert len(read_marks(comment_in(course))[0]) == 2, "a plain score leaves the marks alone"
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as other:  # another TA, meanwhile
        other.find_grade("plot_values", "tiny", "tiny", "ada").manual_score = 1
        other.db.commit()
    score.clear()
    score.send_keys("7\t")
    wait_until(lambda: "from 0 to 2" in problem_in(browser))
    score.clear()
    score.send_keys("0.5\t")
    wait_until(lambda: "changed this meanwhile. It has 1 point" in problem_in(browser))
    browser.find_element("xpath", "//button[.='Keep that']").click()
    wait_until(lambda: score.get_attribute("value") == "1")
    score.clear()
    score.send_keys("2\t")
    wait_until(lambda: grades(course, "ada")["plot_values"][1] == 2)
    assert {line["by"] for line in read_log(course) if "after" in line} == {"anna"}
    before = grades(course, "ada")
    browser.find_element("id", "table").send_keys(Keys.CONTROL, ".")  # nothing is typed, and it is the last submission
    wait_until(lambda: browser.current_url == f"{address}/gradebook/tiny/tiny")
    assert grades(course, "ada") == before
    page = page_of(course)
    assert "Labels on both axes." in page and "Nice colours." in page and "Typical mistakes" not in page


# --- what a student may try ---------------------------------------------------------------------------------


@pytest.fixture
def listener():
    """Return a server that a page must not ask for anything; `asked` are the paths that it was asked for."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    with serving(Handler, asked=[]) as web:
        yield web


PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def hostile(address):
    """Return a change of a notebook that puts what would run or load into every place that a page shows."""
    image = f'<img src="{address}/image" onerror="window.ran=1">'
    attributes = f"1 onerror=window.ran=1 onload=window.ran=1 src={address}/size x="

    def change(notebook):
        notebook.metadata["title"] = f"</title><script src='{address}/title'></script>"
        notebook.metadata["widgets"] = {
            "application/vnd.jupyter.widget-state+json": {"state": {}, "x": "</script><script>window.ran=1</script>"}
        }
        plot = cell_of(notebook, "plot_values")
        plot.metadata["tags"] = [f'" onmouseover="window.ran=1">{image}']
        metadata = {"width": attributes, "height": attributes, "filenames": {"image/png": f"{address}/file"}}
        new = nbformat.v4.new_output
        plot.outputs = [
            new("display_data", data={"image/png": PIXEL}, metadata={**metadata, "image/png": metadata}),
            new("display_data", data={"image/jpeg": f'x" onerror="window.ran=1">{image}'}, metadata=metadata),
            new("display_data", data={"text/html": image}, metadata={"text/html": {"isolated": True}}),
            new("display_data", data={"text/markdown": f"[a](javascript:window.ran=1) ![b]({address}/output)"}),
            new("display_data", data={"image/svg+xml": f"<svg onload='window.ran=1'>{image}</svg>"}),
            new("display_data", data={"application/javascript": "window.ran=1"}),
            new("display_data", data={"text/latex": f"$x$</div>{image}"}),
            new("stream", name="stdout", text=f"{image}<script>window.ran=1</script>"),
            new("error", ename=image, evalue=image, traceback=[image]),
        ]
        cell_of(notebook, "comment").source = (
            f"[a](javascript:window.ran=1)\n\n![b]({address}/written)\n\n[c]: javascript:window.ran=1\n\n[d][c]\n\n"
            f"<javascript:window.ran=1>\n\n{image}\n\n$\\text{{{image}}}$\n\n$\\href{{javascript:window.ran=1}}{{x}}$"
        )
        own = nbformat.v4.new_markdown_cell(f"![e]({address}/own) ![f](attachment:p) <iframe src='{address}/frame'>")
        own.attachments = {"p": {"image/svg+xml": f"<svg onload='window.ran=1'>{image}</svg>", "text/html": image}}
        notebook.cells.append(own)

    return change


def test_nothing_of_a_submission_runs_or_loads_in_the_page(course, browser, address, listener):
    there = listener.url
    hand_in(
        course,
        "ada",
        {"mean_value": f"raise ValueError('<img src={there}/error onerror=window.ran=1>')"},
        hostile(there),
    )
    grade(course, "tiny", jobs=1)
    log_in(browser, address)
    open_submission(browser, address)
    for link in browser.find_elements("css selector", "#notebook a"):
        assert (link.get_attribute("href") or "").split(":")[0] in ("", "http", "https"), link.get_attribute("href")
    assert browser.execute_script("return window.ran") is None
    assert not listener.asked


def test_a_page_runs_its_own_scripts_and_asks_its_own_server_only(course, browser, address, listener):
    there = listener.url
    log_in(browser, address)
    open_submission(browser, address)
    browser.execute_script(
        """var there = arguments[0], added = document.createElement("script");
        document.body.insertAdjacentHTML("beforeend", '<img src="nowhere" onerror="window.ran=1"><img src="' + there
            + '/image"><iframe src="' + there + '/frame"></iframe><form id="away" action="' + there + '/form"></form>');
        added.textContent = "window.ran=1"; document.body.append(added);
        fetch(there + "/fetch").catch(function () { window.refused = 1; });
        document.getElementById("away").submit();""",
        there,
    )
    wait_until(lambda: browser.execute_script("return window.refused") == 1)
    assert browser.execute_script("return window.ran") is None
    assert not listener.asked


ELSEWHERE = """
api/contents api/contents/source/tiny.py files/source/tiny.py view/source/tiny.py api/kernels api/sessions api/terminals
api/kernelspecs nbconvert/html/source/tiny.py api/config/x tree lab edit/source/tiny.py notebooks/source/tiny.py
formgrader/submissions/1/tiny.ipynb formgrader/submissions/1/../../source/tiny.py
"""


def test_each_button_of_nbgraders_templates_has_its_action():
    actions = (pages.TEMPLATES / "clicks.js").read_text()
    for template in Path(handlers.template_path).rglob("*.*"):
        shown = pages.OwnScripts(pages.page_templates()).preprocess(template.read_text(), template.name)
        assert not re.search(r"""\son[a-z]+\s*=\s*["']""", shown, re.IGNORECASE), (
            f"{template.name}: no policy lets it run"
        )
        for action in re.findall(r'data-click="(\w+)"', shown):
            assert f"{action}: function" in actions, action


def test_the_server_gives_out_no_file_and_starts_no_kernel(address):
    for path in ELSEWHERE.split():
        for method in ("GET", "POST"):
            where = address.removesuffix("formgrader") + path
            asked = urllib.request.Request(where, method=method, headers={"Authorization": f"token {TOKEN}"})
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(asked, timeout=60)
            assert refused.value.code in (403, 404, 405), path


def test_a_pasted_picture_is_shown_in_formgrader_and_in_feedback_and_a_lost_one_stops_neither(course, browser, address):
    def paste(notebook):
        written = cell_of(notebook, "comment")
        written.source = "![mine](attachment:my%20plot.png) ![lost](attachment:gone.png)"
        written.attachments = {"my plot.png": {"image/png": PIXEL}}

    hand_in(course, "ada", change=paste)
    grade(course, "tiny", jobs=1)
    log_in(browser, address)
    open_submission(browser, address)
    shown = browser.find_element("css selector", "img[alt=mine]")
    assert browser.execute_script("return arguments[0].naturalWidth", shown) == 1
    assert "[picture: lost]" in browser.find_element("id", "notebook").text
    page = page_of(course)
    assert f"data:image/png;base64,{PIXEL}" in page and "[picture: lost]" in page


# --- by clicks only -----------------------------------------------------------------------------------------


def test_from_the_printed_address_a_ta_gets_by_clicks_to_a_submission_and_a_due_date(
    course,
    browser,
    address,
):
    log_in(browser, address)
    row = browser.find_element("xpath", "//td[contains(@class, 'name')][.='tiny']/..")
    browser.find_element("css selector", "td.edit a").click()
    browser.find_element("css selector", ".modal-duedate")
    browser.execute_script("document.querySelector('.modal-duedate').value = '2026-11-20T18:00'")
    browser.find_element("css selector", ".modal .save").click()
    wait_until(lambda: "2026-11-20 18:00" in browser.find_element("css selector", "td.duedate").text)
    assert not (course.root / "source" / "tiny").exists(), "a due date makes no folder"
    assert row.find_element("css selector", "td.num-submissions").text == "1"
    browser.find_element("css selector", "td.num-submissions a").click()
    assert "ada" in browser.find_element("css selector", "td.student-id").text
    browser.find_element("link text", "Manage Assignments").click()
    browser.find_element("link text", "Manual Grading").click()
    browser.find_elements("link text", "tiny")[-1].click()  # the notebook's, below the assignment's
    browser.find_elements("link text", "tiny")[-1].click()  # the notebook's, below the assignment's
    browser.find_element("link text", "Submission #1")
    browser.find_element("id", "toggle_names").click()
    browser.find_element("link text", "ada").click()
    wait_until(lambda: browser.find_elements("css selector", ".rubric-sum") and "marks set" in sum_of(browser))
    assert "Submission #1" in browser.find_element("css selector", ".breadcrumb").text
    browser.find_element("css selector", ".glyphicon-eye-open").click()
    assert "ada" in browser.find_element("css selector", ".breadcrumb").text


# --- one question across the class --------------------------------------------------------------------------


WRITTEN = {
    "ada": "The line rises, since the values grow by one at each step.",
    "kurt": "The line  rises since the values grow by ONE at each step",
    "mary": "The line falls, <img src=x onerror=window.ran=1> I think.",
}


@pytest.fixture
def class_address(course):
    """Return the address of a formgrader on the course with three students, of whom two wrote nearly the same."""
    give_a_rubric(course)
    for student, text in WRITTEN.items():

        def write(notebook, text=text):
            draw(notebook)
            cell_of(notebook, "comment").source = text

        hand_in(course, student, change=write)
    grade(course, "tiny", jobs=1)
    with formgrader_on(course) as found:
        yield found


def open_question(browser, name) -> None:
    """Go by clicks from the printed address to one question across the class."""
    for link in ("Manage Assignments", "Manual Grading", "tiny", "tiny"):
        browser.find_element("link text", link).click()
    browser.find_element("partial link text", f"{name} (3 wait)").click()
    browser.find_element("css selector", ".answer")


def answer_with(browser, text):
    return browser.find_element("xpath", f"//article[contains(., '{text}')]")


def answers_of(course, cell="comment") -> dict[str, tuple]:
    """Return {student: (score, waits, comment)} of a cell."""
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        marks = Marks(course, gradebook, "tiny")
        return {one.student: (one.state.score, one.state.waits, one.state.comment) for one in marks.cells(cell)}


def test_one_question_is_graded_across_the_class_and_two_tas_lose_nothing(course, browser, class_address):
    log_in(browser, class_address)
    open_question(browser, "plot_values")
    assert len(browser.find_elements("css selector", ".answer.waits .output_png img")) == 3
    assert not any(student in browser.find_element("tag name", "body").text for student in WRITTEN)
    first = browser.find_element("css selector", ".answer")
    for button in first.find_elements("css selector", ".mark-full"):
        button.click()
    wait_until(lambda: [one[0] for one in answers_of(course, "plot_values").values()].count(2) == 1)
    wait_until(lambda: "saved" in first.find_element("css selector", ".state").text)
    browser.refresh()
    assert len(browser.find_elements("css selector", ".answer.waits")) == 2
    last = browser.find_elements("css selector", ".answer")[-1]
    assert "given by anna" in last.text, "who waits comes first"
    assert [field.get_attribute("value") for field in last.find_elements("css selector", ".mark")] == ["1.5", "0.5"]

    browser.find_element("link text", "comment").click()
    mine, address = browser.current_window_handle, browser.current_url
    assert "<img src=x" not in browser.page_source
    with formgrader_on(course, "ben") as of_ben:
        browser.switch_to.new_window("tab")
        log_in(browser, of_ben)
        browser.get(address.replace(class_address, of_ben))
        answer_with(browser, "line falls").find_element("css selector", ".score").send_keys("1\t")
        wait_until(lambda: answers_of(course)["mary"][0] == 1)
        browser.switch_to.window(mine)
        article = answer_with(browser, "line falls")
        article.find_element("css selector", ".comment").send_keys("Look again.\t")
        wait_until(lambda: "ben changed this meanwhile. It has 1 point now." in problem_in(browser))
        assert answers_of(course)["mary"] == (1, False, "")
        click(article.find_element("xpath", ".//button[.='Put mine over it']"))
        wait_until(lambda: answers_of(course)["mary"] == (1, False, "Look again."))
    article.find_element("css selector", ".score").send_keys(Keys.CONTROL, "a", Keys.NULL, "7\t")
    wait_until(lambda: "from 0 to 3" in problem_in(browser))
    assert answers_of(course)["mary"] == (1, False, "Look again.")
    assert browser.execute_script("return window.ran") is None

    ben, anna = {"comment": "ben"}, {"comment": "anna"}
    write_shares(course, "tiny", {"ada": Share(anna), "kurt": Share(ben), "mary": Share(ben, anna)})
    browser.refresh()
    assert "Yours: 1" in browser.find_element("tag name", "body").text
    assert len(browser.find_elements("css selector", ".answer")) == 1
    browser.find_element("link text", "For a second look: 1").click()
    article = browser.find_element("css selector", "article.second")
    assert "line falls" in article.text and "Look again" not in browser.page_source, "the first mark stays unseen"
    article.find_element("css selector", ".score").send_keys("2\t")
    wait_until(lambda: second_marks(course, "tiny") == {("mary", "comment"): ("anna", 2)})
    assert answers_of(course)["mary"][0] == 1, "the first mark counts"

    write_waived(course, "tiny", "comment", NOT_COUNTED)
    browser.refresh()
    assert "Waived: comment, not counted. Scores stand here as they were given" in shown_on(browser)
    browser.find_elements("link text", "tiny")[-1].click()  # the notebook's, below the assignment's
    wait_until(lambda: "One question across the class" in shown_on(browser))
    assert "count nothing for it" in shown_on(browser)
    write_waived(course, "tiny", "comment", None)


def test_like_answers_get_one_mark_that_is_undone_and_a_comment_is_used_again(course, browser, class_address):
    log_in(browser, class_address)
    open_question(browser, "comment")
    answer_with(browser, "line falls").find_element("css selector", ".comment").send_keys("Say why.\t")
    wait_until(lambda: answers_of(course)["mary"] == (None, True, "Say why."))
    before = answers_of(course)
    browser.find_element("link text", "Like answers together").click()
    group = browser.find_element("css selector", ".group")
    assert "2 answers alike" in group.text and "nearly the same text" in group.text
    assert len(group.find_elements("css selector", "article")) == 2
    form = group.find_element("css selector", ".group-mark form")
    form.find_element("css selector", ".score").send_keys("2.5\t")
    select.Select(form.find_element("css selector", ".bank")).select_by_value("Say why.")
    click(form.find_element("xpath", ".//button[.='Give this to the 2 ticked']"))
    given = (2.5, False, "Say why.")
    wait_until(lambda: answers_of(course) == {"ada": given, "kurt": given, "mary": (None, True, "Say why.")})
    wait_until(lambda: browser.find_elements("css selector", ".undo"))  # the page has loaded again
    browser.find_element("xpath", "//summary[contains(., 'Given here')]").click()
    field = browser.find_element("css selector", ".remarks textarea")
    field.send_keys(" Really.")
    click(browser.find_element("xpath", "//button[.='Change for all 3']"))
    wait_until(lambda: "Changed for 3." in problem_in(browser))
    assert {one[2] for one in answers_of(course).values()} == {"Say why. Really."}
    click(browser.find_elements("css selector", ".undo")[0])
    wait_until(lambda: {one[2] for one in answers_of(course).values()} == {"Say why."})
    wait_until(lambda: len(browser.find_elements("css selector", ".undo")) == 1)
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as other:  # another TA, meanwhile
        other.find_grade("comment", "tiny", "tiny", "kurt").manual_score = 1
        other.db.commit()
    click(browser.find_element("css selector", ".undo"))
    wait_until(lambda: "changed this meanwhile. It has 1 point, with a comment now." in problem_in(browser))
    assert answers_of(course) == {**before, "kurt": (1, False, "Say why.")}
