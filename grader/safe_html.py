"""What a student wrote, as HTML that a browser may show: nothing in it runs, restyles a page or loads from elsewhere.

Text is first rendered and then cleaned: a link that is harmless in Markdown may not be so in the HTML made of it.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import secrets
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from bleach.sanitizer import Cleaner
from latex2mathml.converter import convert_to_element
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.token import STANDARD_TYPES

PICTURES = ("image/png", "image/jpeg", "image/gif")
LONGEST_FORMULA, MOST_FORMULAS = 2_000, 200  # characters of one, and how many of one text: no honest one has more
_SHORT = 20_000  # characters of what is remembered
DEEPEST_HTML, MOST_ATTRIBUTES = 500, 500  # beyond, to read HTML takes time as its square: it is shown as text

# No script, style, form, frame, or picture to load from elsewhere.
_TAGS = """
a b blockquote br caption code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i li ol p pre s small span strong sub
summary sup table tbody td tfoot th thead tr ul"""
_CODE_COLOURS = frozenset(("highlight", *STANDARD_TYPES.values()))
_MATH_ATTRIBUTES = """
accent columnalign columnlines display fence form linebreak linethickness lspace mathsize mathvariant maxsize minsize
movablelimits notation rowspacing rspace scriptlevel stretchy symmetric width"""
_MATH_TAG = re.compile(r"(math|m[a-z]+)\Z")
_MATH_VALUE = re.compile(r"[\w .%#+-]*\Z")
_TAG = re.compile(r"<(?P<ends>/?)(?P<name>[a-zA-Z][^\s/>]*)(?P<rest>[^>]*)")
_QUOTED, _BETWEEN_ATTRIBUTES = re.compile(r"\"[^\"]*\"|'[^']*'"), re.compile(r"[\s/]+")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_BACKTICKS = re.compile(r"`([^`]+)`")
_MARKUP = re.compile(r"[\\`*\[\]#~<>&$^|]|(?<!\w)_|_(?!\w)|:(?=//)")


def _is_allowed(tag: str, name: str, value: str) -> bool:
    if name == "href":
        return tag == "a"
    if name == "class":
        return tag in ("div", "pre", "span") and value in _CODE_COLOURS
    return name in ("colspan", "rowspan") and value.isdecimal()


_CLEANER = Cleaner(
    tags=_TAGS.split(), attributes=_is_allowed, protocols=("http", "https", "mailto"), strip=True, strip_comments=True
)


def clean_html(text: str) -> str:
    """Return HTML without anything that runs, restyles the page or loads from elsewhere; as text if it is no page."""
    if not _is_read_in_time(text):
        return f"<pre>{html.escape(text)}</pre>"
    return _remembered(text) if len(text) <= _SHORT else _CLEANER.clean(text)


def _is_read_in_time(text: str) -> bool:
    """Return whether tags lie neither too deep in each other nor have too many attributes."""
    if text.count("<") < DEEPEST_HTML and len(text) < 2 * MOST_ATTRIBUTES:
        return True
    depth, deepest, opened = 0, 0, Counter[str]()
    for tag in _TAG.finditer(text):
        name = tag["name"].lower()
        if tag["ends"]:
            depth -= opened[name] > 0
            opened[name] -= opened[name] > 0
        elif name not in _VOID:
            depth += 1
            opened[name] += 1
        deepest = max(deepest, depth)
        if len(_BETWEEN_ATTRIBUTES.findall(_QUOTED.sub("", tag["rest"]))) > MOST_ATTRIBUTES:
            return False
    return deepest <= DEEPEST_HTML


@lru_cache(maxsize=1024)
def _remembered(text: str) -> str:
    """Clean what is given, and what tests say: it is the same in many notebooks."""
    return _CLEANER.clean(text)


def markdown_to_html(source: str, attachments: Mapping[str, Any] | None = None) -> str:
    """Return Markdown as clean HTML: formulas as MathML, pasted pictures in it, other pictures as their words.

    `attachments` are those of the cell: {name: {media type: base64}}. Raises nothing for any text.
    """
    renderer = _Renderer(attachments or {})
    try:
        rendered = MarkdownWithMath(renderer=renderer).render(source)
    except (RecursionError, ValueError):
        return f"<pre>{html.escape(source)}</pre>"
    return renderer.with_made(clean_html(rendered))


def picture_data(kind: str, data: object) -> str | None:
    """Return base64 of a picture without white space, None if it is none that a page may show."""
    if kind not in PICTURES or not isinstance(data, str):
        return None
    packed = "".join(data.split())
    try:
        base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        return None
    return packed


def with_code(text: str) -> str:
    """Return a line of text as HTML: nothing in it is markup but words in backticks, which become code."""
    return _BACKTICKS.sub(r"<code>\1</code>", html.escape(text))


def inert(text: str) -> str:
    """Return text for a Markdown cell in which no sign is markup, neither of Markdown nor of HTML."""
    return _MARKUP.sub(lambda sign: f"&#{ord(sign[0])};", " ".join(text.split()))


class _Renderer(IPythonRenderer):
    """Renders what only we may make (formulas, pictures) beside the text, to put it in when the text is clean."""

    def __init__(self, attachments: Mapping[str, Any]):
        super().__init__(escape=False, exclude_anchor_links=True)
        self.pasted = attachments
        self.key = f"made-{secrets.token_hex(8)}-"
        self.made: list[str] = []

    def with_made(self, cleaned: str) -> str:
        """Return the clean text with formulas and pictures in their places."""
        return re.sub(rf"{self.key}(\d+)-", lambda place: self.made[int(place[1])], cleaned)

    def inline_math(self, body: str) -> str:
        return self._formula(body, "inline")

    def block_math(self, body: str) -> str:
        return self._formula(body, "block")

    def latex_environment(self, name: str, body: str) -> str:
        return self._formula(rf"\begin{{{name}}}{body}\end{{{name}}}", "block")

    def image(self, text: str, url: str, title: str | None = None) -> str:
        words = html.escape(text or "no description")
        name = url.removeprefix("attachment:")
        bundle = self.pasted.get(name, self.pasted.get(html.unescape(name).replace("%20", " ")))
        if url.startswith("attachment:") and isinstance(bundle, Mapping):
            for kind, data in bundle.items():
                packed = picture_data(kind, data)
                if packed:
                    return self._put(f'<img src="data:{kind};base64,{packed}" alt="{words}">')
        return f"[picture: {words}]"

    def _formula(self, tex: str, display: str) -> str:
        if len(self.made) >= MOST_FORMULAS:
            return f"<code>{html.escape(tex)}</code>"
        return self._put(_formula(tex, display))

    def _put(self, made: str) -> str:
        self.made.append(made)
        return f"{self.key}{len(self.made) - 1}-"


def _formula(tex: str, display: str) -> str:
    """Return TeX as MathML, as code where it cannot be read."""
    tex = html.unescape(tex)  # a text that was cleaned when it was graded holds `&lt;`
    shown = f"<code>{html.escape(tex)}</code>"
    if len(tex) > LONGEST_FORMULA:
        return shown
    try:
        math = convert_to_element(tex, display=display)
    except Exception:  # the library has many kinds of error for what is no formula
        return shown
    known = _MATH_ATTRIBUTES.split()
    for element in math.iter():
        element.text, element.tail = html.unescape(element.text or ""), html.unescape(element.tail or "")
        if not _MATH_TAG.match(element.tag):
            return shown
        for name, value in list(element.attrib.items()):
            if name not in known or not _MATH_VALUE.match(value):
                del element.attrib[name]
    return ElementTree.tostring(math, encoding="unicode")
