"""A TA in a real browser: log in, find the submission, read our lines, mark, score, comment, grade again."""

from __future__ import annotations

import base64
import io
import os
import shutil
import socket
import subprocess
import sys
import time

import nbformat
import pytest
from graded_course import cell_of, grades, hand_in, make_graded_course
from matplotlib.figure import Figure
from nbgrader.api import Gradebook

from grader.assignment.rubric import Mark, read_marks
from grader.grading.grade import grade
from grader.reports.feedback import write_feedback

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
BROWSER, DRIVER = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.skipif(not (BROWSER and DRIVER), reason="there is no Chromium with chromedriver"),
    pytest.mark.usefixtures("lent_nursery"),
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
    assert "✗ the mean is of all values. Take the mean of all of `values`." in text
    assert "✓ it counts the numbers above the limit." in text
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
    browser.find_element("css selector", ".rubric .mark-full").click()
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
