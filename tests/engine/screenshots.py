"""Screenshots of every page that people meet, from a class of example submissions, to be looked at.

    python tests/engine/screenshots.py --to screenshots
    python tests/engine/screenshots.py --assignment music_classification --question eval_model --to docs/pictures

Makes a course of examples (or takes one made by `grader demo ASSIGNMENT --students N`), grades it, mends a score so
that feedback has something to say about a regrade, writes all pages, and photographs them in headless Chromium: light,
dark, as wide as a phone, and as printed. Nothing of it is committed. With `--question` it makes only the two pictures
of the README instead, which are: one question in the notebook, and in the feedback of a student with one mistake there.
"""

from __future__ import annotations

import argparse
import base64
import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from PIL import Image
from selenium import webdriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from grader.cli import main as grader
from grader.course import Course

DESK, PHONE = (1280, 900), (390, 844)
PART, SHARP, COLOURS = (800, 2000), 1.5, 200  # of a picture of a part: its window, pixels for each of the page's
TALLEST = 16_000  # pixels of one picture


def main() -> int:
    """Make the pages and the pictures; print where each lies."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--assignment", help="default: the first one of this course")
    parser.add_argument("--students", type=int, default=34, metavar="N", help="how many (default 34)")
    parser.add_argument("--course", type=Path, metavar="DIR", help="a course that `grader demo --students N` made")
    parser.add_argument("--question", metavar="NAME", help="only the pictures of the README, of this question")
    parser.add_argument("--to", type=Path, default=Path("screenshots"), metavar="DIR", help="default: screenshots")
    chosen = parser.parse_args()
    programs = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
    if None in programs:
        parser.error("Chromium and chromedriver are needed (Debian: apt install chromium chromium-driver).")
    assignment = chosen.assignment or Course.find().assignments()[0]
    chosen.to.mkdir(parents=True, exist_ok=True)
    to = chosen.to.resolve()
    with tempfile.TemporaryDirectory() as folder, browser(*programs) as driver:
        if chosen.course is None:
            chosen.course = Path(folder) / "course" if chosen.question else to / "course"
            grader(["demo", assignment, "--students", str(chosen.students), "--to", str(chosen.course)])
        course = Course(chosen.course.resolve())
        if chosen.question:
            _one_question(driver, course, assignment, chosen.question, to)
            return 0
        os.chdir(course.root)
        feedback = _pages(course, assignment)
        for name, page in feedback.items():
            photograph(driver, page.as_uri(), to / name)
        for page in sorted((course.root / "report").glob("*.html")):
            photograph(driver, page.as_uri(), to / page.stem)
        _formgrader(driver, course, assignment, to)
    for picture in sorted(to.glob("*.p*")):
        print(picture)
    return 0


def _pages(course: Course, assignment: str) -> dict[str, Path]:
    """Write all pages of the course; return {name of a picture: page} of feedback that differs in kind."""
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        submissions = gradebook.assignment_submissions(assignment)
        late = next((s.student.id for s in submissions if any(n.late_submission_penalty for n in s.notebooks)), None)
        marked = next((s for s in submissions if any(c.manual_comment for n in s.notebooks for c in n.comments)), None)
        if marked is not None:
            grade = next(g for n in marked.notebooks for g in n.grades if g.auto_score and not g.needs_manual_grade)
            grade.manual_score, marked = round(grade.auto_score - 0.5, 2), marked.student.id
            gradebook.db.commit()
    grader(["feedback", assignment])
    grader(["report", assignment])
    grader(["report", assignment, "--anonymous", "--out", "report/anonymous"])
    grader(["similar", assignment])
    pages = sorted((course.root / "feedback").glob(f"*/{assignment}/*.html"), key=lambda page: page.stat().st_size)
    wanted = {"feedback-least": pages[0], "feedback-most": pages[-1]}
    for name, student in (("feedback-marked", marked), ("feedback-late", late)):
        if student is not None:
            wanted[name] = course.feedback(assignment, student)
    return wanted


def _formgrader(driver, course: Course, assignment: str, to: Path) -> None:
    """Photograph formgrader's list, one submission, and one question across the class."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "grader.cli", "formgrader", "--no-browser", "--port", str(port)]
    environment = {**os.environ, "JUPYTER_TOKEN": "for-the-pictures"}
    server = subprocess.Popen(command, cwd=course.root, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        server.stdout.readline()
        address = f"http://localhost:{port}/formgrader"
        driver.get(f"{address}?token=for-the-pictures")
        driver.get(f"{address}/gradebook/{assignment}/{assignment}")
        WebDriverWait(driver, 30).until(lambda driver: driver.find_elements("partial link text", "Submission #"))
        take(driver, to / "formgrader-list.png", DESK)
        driver.find_elements("partial link text", "Submission #")[0].click()
        WebDriverWait(driver, 60).until(lambda driver: "marks set" in driver.page_source)
        take(driver, to / "formgrader.png", DESK)
        driver.get(f"{address}/gradebook/{assignment}/{assignment}")
        driver.find_element("partial link text", " wait)").click()
        take(driver, to / "formgrader-question.png", DESK)
        driver.find_element("link text", "Like answers together").click()
        take(driver, to / "formgrader-alike.png", DESK)
    finally:
        server.terminate()
        server.communicate(timeout=30)


def _one_question(driver, course: Course, assignment: str, question: str, to: Path) -> None:
    """Write notebook.png and feedback.png: one question as students get it, and as it comes back."""
    page = to / "notebook.html"
    page.write_text(HTMLExporter().from_filename(course.release(assignment) / f"{assignment}.ipynb")[0])
    try:
        driver.get(page.as_uri())
        answer = driver.find_element("id", f"cell-id={question}")
        task = driver.execute_script("return arguments[0].previousElementSibling", answer)
        take_part(driver, to / "notebook.png", task, answer)
    finally:
        page.unlink()
    for page in sorted((course.root / "feedback").glob(f"*/{assignment}/*.html")):
        driver.get(page.as_uri())
        section = driver.find_element("id", question)
        if len(section.find_elements("css selector", "li.failed")) == 1:
            take_part(driver, to / "feedback.png", section, section.find_element("css selector", ".code pre"))
            return
    print(f"no student has exactly one mistake in {question}: there is no picture of a feedback page")


@contextmanager
def browser(program: str, driver: str) -> Iterator[webdriver.Chrome]:
    """Yield a headless browser with a profile of its own."""
    options = webdriver.ChromeOptions()
    options.binary_location = program
    with tempfile.TemporaryDirectory() as profile:
        quiet = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
        for argument in ("--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", *quiet):
            options.add_argument(argument)
        running = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
        try:
            yield running
        finally:
            running.quit()


def photograph(driver: webdriver.Chrome, address: str, to: Path) -> None:
    """Write `to`-light, -dark and -phone as PNG, and -print as PDF."""
    for name, size, scheme in (("light", DESK, "light"), ("dark", DESK, "dark"), ("phone", PHONE, "light")):
        wanted = [{"name": "prefers-color-scheme", "value": scheme}]
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": wanted})
        driver.get(address)
        take(driver, to.with_name(f"{to.name}-{name}.png"), size)
    printed = driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": False, "preferCSSPageSize": True})
    to.with_name(f"{to.name}-print.pdf").write_bytes(base64.b64decode(printed["data"]))


def take(driver: webdriver.Chrome, path: Path, size: tuple[int, int]) -> None:
    """Write the whole page as one picture, and say if it is wider than the window."""
    width, height = size
    window = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", window)
    wide, tall = driver.execute_script(
        "return [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    if wide > width:
        print(f"{path.name}: the page is {wide} pixels wide, the window {width}")
    clip = {"x": 0, "y": 0, "width": width, "height": min(tall, TALLEST), "scale": 1}
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
    path.write_bytes(base64.b64decode(shot["data"]))


def take_part(driver: webdriver.Chrome, path: Path, first: WebElement, last: WebElement) -> None:
    """Write the part of the page from `first` to `last` as one small picture of few colours."""
    width, height = PART
    window = {"width": width, "height": height, "deviceScaleFactor": SHARP, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", window)
    driver.execute_script(
        "for (const e of document.querySelectorAll('html, main, body')) e.style.scrollbarWidth = 'none'"
    )
    driver.execute_script("arguments[0].scrollIntoView()", first)
    edge = "return arguments[0].getBoundingClientRect().{}"
    top, bottom = (driver.execute_script(edge.format(side), of) for side, of in (("top", first), ("bottom", last)))
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {})
    picture = Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("RGB")
    picture = picture.crop((0, round(top * SHARP), round(width * SHARP), round((bottom + 4) * SHARP)))
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
