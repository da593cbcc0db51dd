"""Make valid nbformat 4.5 cells and metadata out of any JSON, so that no later step stops on a bad notebook.

Nothing here knows an assignment. What is valid stays as it is; what is not is mended, or turned into a raw cell.
"""

from __future__ import annotations

import json
import re
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode, from_dict

DEEPEST = 60
_SURROGATE = re.compile("[\ud800-\udfff]")
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}\Z")
_JSON_MIME = re.compile(r"application/(.*\+)?json\Z")
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_WIDGET_STATE = "application/vnd.jupyter.widget-state+json"

# Colab saves who ran a cell: name, account id, picture, the notebook's place in their Drive.
PERSONAL_KEYS = frozenset(
    ["executionInfo", "outputId", "authorship_tag", "provenance", "userId", "displayName", "photoUrl", "user_tz"]
)
# Left behind by steps of ours or of nbgrader: never a student's to set.
_OUR_KEYS = frozenset(("nbgrader", "grader"))


def plain(value: Any, depth: int = 0) -> Any:
    """Return a deep copy made of plain JSON types.

    Lone surrogates (they cannot be saved) become U+FFFD. What lies deeper than DEEPEST levels becomes None:
    no honest notebook goes there, and recursive readers would stop on it.
    """
    if isinstance(value, str):
        return value if value.isascii() else _SURROGATE.sub("\ufffd", value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if depth >= DEEPEST:
        return None
    if isinstance(value, dict):
        return {plain(str(key), depth): plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, depth + 1) for item in value]
    return plain(str(value), depth)


def without_personal_data(value: Any) -> tuple[Any, bool]:
    """Return metadata without Colab's record of the user, and whether there was any."""
    if isinstance(value, list):
        pairs = [without_personal_data(item) for item in value]
        return [item for item, _ in pairs], any(found for _, found in pairs)
    if not isinstance(value, dict):
        return value, False
    kept, found = {}, False
    for key, item in value.items():
        if key in PERSONAL_KEYS or (key == "user" and isinstance(item, dict)):
            found = found or bool(item)
            continue
        kept[key], inner = without_personal_data(item)
        found = found or inner
    return kept, found


def mended_cell(raw: Any) -> tuple[dict, bool]:
    """Return `raw` (plain JSON) as a cell of nbformat 4.5 but for its `id`, and whether it had to be mended.

    The id is the file's, Colab's (`metadata.id`), or None if there is no valid one. nbgrader's metadata stays
    for now: it tells which cell this was.
    """
    if not isinstance(raw, dict):
        text = raw if isinstance(raw, str) else json.dumps(raw)
        return {"cell_type": "raw", "id": None, "metadata": {}, "source": text}, True
    kind, good = _cell_type(raw)
    metadata, metadata_good = _cell_metadata(raw.get("metadata"))
    source, source_good = _text(raw.get("source"))
    source = source.replace("\r\n", "\n").replace("\r", "\n")  # as editors on Windows write it
    cell: dict[str, Any] = {"cell_type": kind, "id": _cell_id(raw, metadata), "metadata": metadata, "source": source}
    good = good and metadata_good and source_good
    if kind == "code":
        cell["outputs"], outputs_good = _outputs(raw.get("outputs"))
        cell["execution_count"], count_good = _count(raw.get("execution_count"))
        good = good and outputs_good and count_good
    elif "attachments" in raw:
        attachments, attachments_good = _attachments(raw["attachments"])
        good = good and attachments_good
        if attachments:
            cell["attachments"] = attachments
    return cell, not good


def as_cell_type(cell: NotebookNode, kind: str) -> None:
    """Turn `cell` into a code, markdown or raw cell, in place."""
    cell.cell_type = kind
    if kind == "code":
        cell.pop("attachments", None)
        cell.setdefault("outputs", [])
        cell.setdefault("execution_count", None)
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def mended_metadata(raw: Any, release: dict) -> dict:
    """Return the notebook's metadata: the student's, but kernel and language are the release's."""
    metadata = dict(raw) if isinstance(raw, dict) else {}
    for key in ("kernelspec", "language_info", "orig_nbformat", "orig_nbformat_minor", "signature", *_OUR_KEYS):
        metadata.pop(key, None)
    for key in ("kernelspec", "language_info"):
        if key in release:
            metadata[key] = plain(release[key])
    if not isinstance(metadata.get("title", ""), str):
        del metadata["title"]
    if not isinstance(metadata.get("authors", []), list):
        del metadata["authors"]
    if not has_widget_state(metadata):
        metadata.pop("widgets", None)
    return metadata


def has_widget_state(metadata: Any) -> bool:
    """Return whether `metadata.widgets` is such that nbconvert can use it: it must hold the widgets' state."""
    widgets = metadata.get("widgets") if isinstance(metadata, dict) else None
    saved = widgets.get(_WIDGET_STATE) if isinstance(widgets, dict) else None
    return isinstance(saved, dict) and isinstance(saved.get("state"), dict)


def is_valid(cell: NotebookNode) -> bool:
    """Return whether `cell` (with its id) is valid nbformat 4.5."""
    notebook = from_dict({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError:
        return False
    return True


# --- parts of a cell ---------------------------------------------------------------------------------------


def _cell_type(raw: dict) -> tuple[str, bool]:
    kind = raw.get("cell_type")
    if kind in ("code", "markdown", "raw"):
        return kind, True
    if isinstance(kind, str) and kind.strip().lower() in ("code", "markdown", "raw"):
        return kind.strip().lower(), False
    if kind is None and {"outputs", "execution_count"} & raw.keys():
        return "code", False
    return "raw", False


def _cell_id(raw: dict, metadata: dict) -> str | None:
    for candidate in (raw.get("id"), metadata.get("id")):
        if isinstance(candidate, str) and _CELL_ID.match(candidate):
            return candidate
    return None


def _text(raw: Any) -> tuple[str, bool]:
    """Return a multi-line string as one string."""
    if isinstance(raw, str):
        return raw, True
    if isinstance(raw, list):
        lines = [item if isinstance(item, str) else json.dumps(item) for item in raw]
        # Some tools drop the line ends that nbformat keeps in each item.
        without_ends = len(lines) > 1 and not any(line.endswith("\n") for line in lines[:-1])
        return ("\n" if without_ends else "").join(lines), all(isinstance(item, str) for item in raw)
    return ("" if raw is None else json.dumps(raw)), False


def _count(raw: Any) -> tuple[int | None, bool]:
    if raw is None or (isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0):
        return raw, True
    return None, False


# `trusted` and `transient` are never saved by an editor; `transient` could hide a cell from the TA.
_NEVER_KEPT = ("trusted", "transient", "grader")
_CELL_METADATA_RULES = {
    "name": lambda value: isinstance(value, str) and bool(re.match(r".+", value)),
    "format": lambda value: isinstance(value, str),
    "raw_mimetype": lambda value: isinstance(value, str),
    "magics_language": lambda value: isinstance(value, str),
    "collapsed": lambda value: isinstance(value, bool),
    "scrolled": lambda value: isinstance(value, bool) or value == "auto",
    "jupyter": lambda value: isinstance(value, dict),
    "slideshow": lambda value: isinstance(value, dict),
    "execution": lambda value: isinstance(value, dict) and all(isinstance(v, str) for v in value.values()),
    "tags": lambda value: (
        isinstance(value, list)
        and all(isinstance(tag, str) and re.match(r"[^,]+\Z", tag) for tag in value)
        and len(set(value)) == len(value)
    ),
}


def _cell_metadata(raw: Any) -> tuple[dict, bool]:
    if not isinstance(raw, dict):
        return {}, False
    broken = [key for key, rule in _CELL_METADATA_RULES.items() if key in raw and not rule(raw[key])]
    kept = {key: value for key, value in raw.items() if key not in broken and key not in _NEVER_KEPT}
    return kept, not broken


def _attachments(raw: Any) -> tuple[dict, bool]:
    if not isinstance(raw, dict):
        return {}, False
    kept, good = {}, True
    for name, bundle in raw.items():
        if isinstance(bundle, dict):
            kept[name], bundle_good = _mimebundle(bundle)
            good = good and bundle_good
        else:
            good = False
    return kept, good


def _mimebundle(raw: dict) -> tuple[dict, bool]:
    bundle, good = {}, True
    for mime, value in raw.items():
        if mime == _WIDGET_VIEW and not (isinstance(value, dict) and isinstance(value.get("model_id"), str)):
            good = False
        elif _JSON_MIME.match(mime):
            bundle[mime] = value
        else:
            bundle[mime], text_good = _text(value)
            good = good and text_good
    return bundle, good


def _outputs(raw: Any) -> tuple[list, bool]:
    if not isinstance(raw, list):
        return [], False
    mended = [_output(item) for item in raw]
    return [output for output, _ in mended if output is not None], all(good for _, good in mended)


def _output(raw: Any) -> tuple[dict | None, bool]:
    if not isinstance(raw, dict):
        return None, False
    kind = raw.get("output_type")
    kind = "display_data" if kind == "update_display_data" else kind
    if kind not in ("stream", "error", "display_data", "execute_result"):
        kind = "display_data" if isinstance(raw.get("data"), dict) else "stream" if "text" in raw else None
        if kind is None:
            return None, False
        return _output({**raw, "output_type": kind})[0], False
    if kind == "stream":
        text, good = _text(raw.get("text"))
        name = raw.get("name", "stdout")
        if not isinstance(name, str):
            name, good = "stdout", False
        return {"output_type": kind, "name": name, "text": text}, good
    if kind == "error":
        (name, name_good), (value, value_good) = _text(raw.get("ename")), _text(raw.get("evalue"))
        lines, good = raw.get("traceback"), name_good and value_good
        if not (isinstance(lines, list) and all(isinstance(line, str) for line in lines)):
            text, _ = _text(lines)
            lines, good = text.splitlines(), False
        return {"output_type": kind, "ename": name, "evalue": value, "traceback": lines}, good
    return _rich_output(raw, kind)


def _rich_output(raw: dict, kind: str) -> tuple[dict, bool]:
    data = raw.get("data")
    good = isinstance(data, dict)
    bundle, bundle_good = _mimebundle(data if isinstance(data, dict) else {})
    given = raw.get("metadata", {})
    metadata = given if isinstance(given, dict) else {}
    # nbconvert looks up sizes by mime type, and files by name, and stops if such an entry is no dict.
    kept = {k: v for k, v in metadata.items() if k != "filenames" and (isinstance(v, dict) or "/" not in k)}
    output: dict[str, Any] = {"output_type": kind, "data": bundle, "metadata": kept}
    if kind == "execute_result":
        output["execution_count"], count_good = _count(raw.get("execution_count"))
        good = good and count_good
    return output, good and bundle_good and isinstance(given, dict) and len(kept) == len(metadata)
