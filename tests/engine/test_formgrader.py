"""A TA in a real browser: find the submission, read our lines, enter a score and a comment, grade again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time

import pytest
from test_grading import course, grades, hand_in  # noqa: F401

from grader.grading.grade import grade
from grader.reports.feedback import write_feedback

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
BROWSER, DRIVER = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (BROWSER and DRIVER), reason="there is no Chromium with chromedriver")
TOKEN = "a-token-for-this-test"


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


@pytest.fixture
def address(course):  # noqa: F811
    """Return the address of a formgrader on the course, with one graded submission."""
    hand_in(course, "ada", {"mean_value": "mean = 0"})
    grade(course, "tiny", jobs=1)
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "grader.cli", "formgrader", "--no-browser", "--port", str(port)]
    environment = {**os.environ, "JUPYTER_TOKEN": TOKEN}
    server = subprocess.Popen(command, cwd=course.root, env=environment, stdout=subprocess.PIPE, text=True)
    assert f":{port}/formgrader" in server.stdout.readline()
    yield f"http://localhost:{port}/formgrader"
    server.terminate()
    server.communicate(timeout=30)


def wait_until(true, seconds=60):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)


def test_a_ta_scores_and_comments_and_grades_again_in_the_browser(course, browser, address):  # noqa: F811
    browser.get(f"{address}?token={TOKEN}")
    browser.get(f"{address}/gradebook/tiny/tiny")
    browser.find_element("link text", "Submission #1").click()
    text = browser.find_element("id", "notebook").text
    assert "Take the mean of all of `values`." in text
    assert "The secret rubric: one point for labels." in text

    score = browser.find_element("id", "plot_values")
    score.clear()
    score.send_keys("1.5\t")
    comment = browser.find_element("id", "plot_values-comment")
    comment.send_keys("Name the axes.\t")
    wait_until(lambda: grades(course, "ada")["plot_values"][1] == 1.5)
    wait_until(lambda: "Name the axes." in write_feedback(course, "tiny")[0][0].read_text())

    browser.get(f"{address}/manage_submissions/tiny")
    hand_in(course, "ada")
    browser.find_element("css selector", "td.autograde a").click()
    wait_until(lambda: grades(course, "ada")["mean_value-check"][0] == 4)
    assert grades(course, "ada")["plot_values"][1] == 1.5

