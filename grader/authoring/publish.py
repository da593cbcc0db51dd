"""Releases → the students' repository: chosen assignments, one commit that tells nothing of the course's history."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.assignment.author_text import AuthorText
from grader.authoring.release import release_text
from grader.course import Course
from grader.errors import UserError
from grader.files import file_hash

LARGEST_FILE = 100 * 1024**2  # what GitHub takes, https://docs.github.com/repositories (about large files)


@dataclass(frozen=True)
class Published:
    """What came, or would come, into the repository. Files are paths in it.

    `left` lie in a published folder there and not in the release; they stay.
    """

    repository: str
    branch: str
    message: str
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    pushed: bool = False

    @property
    def anything(self) -> bool:
        """Return whether something is other than in the repository."""
        return bool(self.new or self.changed)


def publish(course: Course, names: Sequence[str], repository: str, branch: str, dry_run: bool = False) -> Published:
    """Bring `release/NAME/` of each assignment into `repository`, an address or a path that git knows; push one commit.

    Raises UserError if a release is not what its text gives now, a file is too large, or git cannot do it; nothing is
    pushed then.
    """
    files = {path: file for name in dict.fromkeys(names) for path, file in _released(course, name)}
    with _checked_out(repository, branch) as clone:
        before = set(_files_in(clone))
        found = Published(
            repository,
            branch,
            f"{'Update' if any(path.split('/')[0] in names for path in before) else 'Publish'} {', '.join(names)}",
            sorted(path for path in files if path not in before),
            sorted(path for path in files if path in before and file_hash(clone / path) != file_hash(files[path])),
            sorted(path for path in before if path.split("/")[0] in names and path not in files),
        )
        if dry_run or not found.anything:
            return found
        for path in (*found.new, *found.changed):
            (clone / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(files[path], clone / path)
        # `--force`: the students' repository may ignore data/, as this one does.
        _git(clone, "add", "--force", "--", *found.new, *found.changed)
        _git(clone, "commit", "--quiet", "--no-verify", "--message", found.message, identity=course.root)
        _git(clone, "push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")
        return replace(found, pushed=True)


def _released(course: Course, name: str) -> Iterator[tuple[str, Path]]:
    """Yield (path in the students' repository, file) of an assignment, after looking whether it may go out."""
    text = AuthorText.read(course.author_text(name))
    folder = course.release(name)
    notebook = folder / f"{name}.ipynb"
    if not notebook.is_file() or notebook.read_text(encoding="utf-8") != release_text(course, text):
        what = "is not what its text gives now" if notebook.is_file() else "is not there"
        raise UserError(f"{notebook.relative_to(course.root)} {what}: run `grader release {name}` first.")
    for path in _files_in(folder):
        file = folder / path
        if file.stat().st_size > LARGEST_FILE:
            raise UserError(
                f"{file.relative_to(course.root)} is larger than {LARGEST_FILE // 1024**2} MB, which GitHub refuses: "
                "put data elsewhere on the web and set c.StudentsRepository.data."
            )
        yield f"{name}/{path}", file


def _files_in(folder: Path) -> Iterator[str]:
    """Yield the files below `folder` that are no links and not hidden, as paths relative to it, in order."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
        if path.is_file() and not path.is_symlink() and not hidden:
            yield "/".join(parts)


@contextmanager
def _checked_out(repository: str, branch: str) -> Iterator[Path]:
    """Yield the newest state of the students' repository, in a folder that is removed at the end."""
    on_disk = Path(repository)
    # A folder is named as seen from here; git would copy all of it where the address is no URL.
    address, shallow = (str(on_disk.resolve()), on_disk.resolve().as_uri()) if on_disk.is_dir() else (repository,) * 2
    with tempfile.TemporaryDirectory(prefix="publish-") as scratch:
        clone = Path(scratch) / "students"
        heads = _git(Path(scratch), "ls-remote", "--heads", "--", address)
        if any(line.endswith(f"\trefs/heads/{branch}") for line in heads.splitlines()):
            _git(Path(scratch), "clone", "--quiet", "--depth=1", "--branch", branch, "--", shallow, str(clone))
        else:
            _git(Path(scratch), "init", "--quiet", "--initial-branch", branch, str(clone))
            _git(clone, "remote", "add", "origin", address)
        yield clone


def _git(folder: Path, *arguments: str, identity: Path | None = None) -> str:
    """Run git in `folder`; return what it says. `identity`: a folder whose settings say who commits.

    Raises UserError with git's own reason.
    """
    who = [option for key in ("user.name", "user.email") for option in _setting(identity, key)] if identity else []
    try:
        done = subprocess.run(
            ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True, errors="replace"
        )
    except FileNotFoundError:
        raise UserError("git is not installed: `grader publish` needs it.") from None
    except subprocess.CalledProcessError as error:
        said = [line for line in (error.stderr or error.stdout).splitlines() if line.strip()]
        reason = next(
            (line for line in said if line.startswith(("fatal:", "error:"))), said[-1] if said else "it failed"
        )
        raise UserError(f"git {arguments[0]}: {reason.strip()}. Nothing is published.") from None
    return done.stdout


def _setting(folder: Path, key: str) -> list[str]:
    found = subprocess.run(["git", "config", key], cwd=folder, capture_output=True, text=True).stdout.strip()
    return ["-c", f"{key}={found}"] if found else []
