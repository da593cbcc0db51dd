"""A TA in a real browser: log in, find the submission, read our lines, mark, score, comment, grade again."""

from __future__ import annotations

import base64
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
from graded_course import cell_of, grades, hand_in, make_graded_course
from local_server import serving
from matplotlib.figure import Figure
from nbgrader.api import Gradebook
from nbgrader.server_extensions.formgrader import handlers

from grader.assignment.rubric import Mark, read_marks
from grader.formgrader import pages
from grader.grading.grade import grade
from grader.reports.feedback import write_feedback

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
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


@pytest.fixture
def address(course):
    """Return the address of a formgrader on the course, with one graded submission."""
    text = course.root / "source" / "tiny.py"
    text.write_text(text.read_text().replace("The secret rubric: one point for labels.", RUBRIC))
    hand_in(course, "ada", {"mean_value": "mean = 0"}, draw)
    grade(course, "tiny", jobs=1)
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "grader.cli", "formgrader", "--no-browser", "--port", str(port)]
    environment = {**os.environ, "JUPYTER_TOKEN": TOKEN}
    server = subprocess.Popen(command, cwd=course.root, env=environment, stdout=subprocess.PIPE, text=True)
    assert f":{port}/formgrader" in server.stdout.readline()
    wait_until(lambda: listens(port))  # it says where it will be before it is there
    yield f"http://localhost:{port}/formgrader"
    server.terminate()
    server.communicate(timeout=120)


def listens(port) -> bool:
    try:
        socket.create_connection(("localhost", port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_until(true, seconds=300):
    deadline = time.monotonic() + seconds
    while not true():
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
    second.send_keys("9\t")
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
    browser.find_element("link text", "tiny").click()
    browser.find_element("link text", "tiny").click()
    browser.find_element("link text", "Submission #1")
    browser.find_element("id", "toggle_names").click()
    browser.find_element("link text", "ada").click()
    wait_until(lambda: browser.find_elements("css selector", ".rubric-sum") and "marks set" in sum_of(browser))
    assert "Submission #1" in browser.find_element("css selector", ".breadcrumb").text
    browser.find_element("css selector", ".glyphicon-eye-open").click()
    assert "ada" in browser.find_element("css selector", ".breadcrumb").text
