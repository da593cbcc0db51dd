"""Gradescope: an export of submissions. It takes neither pages nor grades from us."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from grader.lms.system import Said, System

_FOLDER = re.compile(r"submission_\d+")
_STUDENT = re.compile(r"(?P<indent>[ -]{2,4}):?(?P<key>sid|email|created_at):\s*['\"]?(?P<value>[^'\"]{1,200})")


class Gradescope(System):
    """Gradescope: folders submission_123, and a list in YAML that says whose they are."""

    id = "gradescope"
    name = "Gradescope"
    list_file = "submission_metadata.yml"
    own_files = (list_file,)

    def students_in(self, list_file: bytes) -> dict[str, Said]:
        """Return what the list says. Only a few lines of it matter, so it is not read as YAML at all."""
        found: dict[str, Said] = {}
        ids: list[str] = []
        folder, when = "", None
        for line in list_file.decode("utf-8", "replace").splitlines():
            if match := re.match(r"['\"]?(submission_\d+)['\"]?:", line):
                folder, ids, when = match[1], [], None
            match = _STUDENT.match(line)
            value = match["value"].strip() if match else ""
            if not folder or match is None or not value:
                continue
            # A submission stands two spaces deep, its students four; deeper things are its history and results.
            if match["key"] != "created_at":
                ids.append(value)
            elif len(match["indent"]) == 2:
                when = _iso_time(value)
            found[folder] = Said(ids=tuple(ids), when=when)
        return found

    def said(self, part: str, is_folder: bool, zone: tzinfo, listed: dict[str, Said]) -> Said | None:
        """Return what the list says of this folder."""
        return listed.get(part) if is_folder and _FOLDER.fullmatch(part) else None


def _iso_time(text: str) -> datetime | None:
    text = re.sub(r"(\.\d{6})\d*", r"\1", text.strip().replace(" Z", "+00:00").replace(" UTC", "+00:00"))
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo else None
