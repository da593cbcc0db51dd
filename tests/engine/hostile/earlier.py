"""Answers that look for the reference's answer to an earlier question, which ran before theirs."""

from hostile.case import Case, answer

# Spelled as a pattern, which does not match itself. Whatever holds the text of an answer counts as found.
SEARCH = """\
import gc, re, sys, types
PATTERN = re.compile(r"grader-answe[r]-[0-9a-f]{8}")


def tells(value):
    texts = [getattr(value, "__doc__", None)]
    code = getattr(value, "__code__", None) or (value if isinstance(value, types.CodeType) else None)
    todo = [code] if isinstance(code, types.CodeType) else []
    while todo:
        constants = todo.pop().co_consts
        texts += constants
        todo += [inner for inner in constants if isinstance(inner, types.CodeType)]
    return any(isinstance(text, str) and PATTERN.search(text) for text in texts)


def look(values):
    found = set()
    for value in values:
        for item in (value, *(vars(value).values() if isinstance(value, type) else ())):
            try:
                told = tells(item) or tells(type(item))
            except Exception:  # some objects of libraries refuse to be looked at
                continue
            if told:
                found.add(getattr(item, "__name__", type(item).__name__))
    raise RuntimeError(f"found {sorted(found)}")


"""
NOTHING_FOUND = r"stopped with RuntimeError: found \[\]"


def below(start: str) -> str:
    """Return an answer that looks at all that can be reached from `start`."""
    return answer(
        f"""
        seen, todo = {{}}, [{start}]
        while todo and len(seen) < 300_000:
            item = todo.pop()
            if id(item) not in seen and not isinstance(item, (str, bytes, int, float)):
                seen[id(item)] = item
                todo += gc.get_referents(item)
        look(list(seen.values()))
        """,
        SEARCH,
    )


CASES = [
    Case("globals", answer("look(list(globals().values()))", SEARCH), NOTHING_FOUND),
    Case(
        "the names of earlier answers, as text",
        answer("""
        found = ["helper" + "_of_mean", "Mean" + "OfMean", "made" + "_of_mean"]
        raise RuntimeError(f"found {[name for name in found if name in globals()]}")
        """),
        NOTHING_FOUND,
    ),
    Case("globals of a given function", answer("look(list(show_mean.__globals__.values()))", SEARCH), NOTHING_FOUND),
    Case(
        "all frames",
        answer(
            """
        frame, found = sys._getframe(1), []
        while frame is not None:
            for value in frame.f_locals.values():
                found += [value, *(vars(value).values() if hasattr(value, "__dict__") else ())]
            found += frame.f_globals.values()
            frame = frame.f_back
        found += [v for value in list(found) if isinstance(value, dict) for v in value.values()]
        look(found)
        """,
            SEARCH,
        ),
        NOTHING_FOUND,
    ),
    Case(
        "names of earlier answers in frames",
        answer(
            """
            frame, said = sys._getframe(1), ""
            while frame is not None:
                for value in frame.f_locals.values():
                    said += str(getattr(value, "__dict__", value))
                frame = frame.f_back
            words = ["of_" + "mean", "Of" + "Mean"]
            raise RuntimeError(f"found {[word for word in words if word in said.replace('show_mean', '')]}")
            """,
            "import sys\n",
        ),
        NOTHING_FOUND,
    ),
    Case(
        "all objects, frozen ones as well",
        answer(
            """
        gc.unfreeze()
        look(gc.get_objects())
        """,
            SEARCH,
        ),
        NOTHING_FOUND,
    ),
    Case(
        "all classes",
        answer(
            """
        found, todo = [], [object]
        while todo:
            todo += (below := type.__subclasses__(todo.pop()))
            found += below
        look(found)
        """,
            SEARCH,
        ),
        NOTHING_FOUND,
    ),
    Case("all that frames reach", below("sys._getframe(1)"), NOTHING_FOUND),
    Case("all that modules reach", below("sys.modules"), NOTHING_FOUND),
    Case(
        "sources that Python keeps for messages",
        answer(
            """
        import linecache
        raise RuntimeError(f"found {[key for key, kept in linecache.cache.items() if PATTERN.search(str(kept))]}")
        """,
            SEARCH,
        ),
        NOTHING_FOUND,
    ),
    Case("the cache of compiled patterns", answer("look(list(re._cache.values()))", SEARCH), NOTHING_FOUND),
]
