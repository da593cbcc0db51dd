"""Stand-ins for objects that must not be used, or that are not here: whatever is done with one raises its error."""

from __future__ import annotations

import ctypes
from typing import Any, NoReturn

_UNARY = "neg pos abs invert round trunc floor ceil int float complex index bool bytes"
_BINARY = "add sub mul matmul truediv floordiv mod divmod pow lshift rshift and or xor"
_SAID = "repr str format fspath hash dir sizeof length_hint"
_COMPARED = "eq ne lt le gt ge instancecheck subclasscheck subclasshook mro_entries init_subclass"
_HELD = "len iter next reversed contains getitem setitem delitem missing class_getitem"
_ENTERED = "enter exit aenter aexit await aiter anext buffer release_buffer"
_COPIED = "copy deepcopy replace reduce reduce_ex getstate setstate getnewargs getnewargs_ex"
_ATTRIBUTES = "getattribute setattr delattr get set delete set_name call new"
_OF_LIBRARIES = (
    "array array_interface array_struct array_ufunc array_function array_wrap array_finalize array_namespace"
    " torch_function torch_dispatch dlpack dlpack_device cuda_array_interface dataframe"
)

# What Python and libraries look up on the type of an object, past its attributes. (Not `del`: that is no use.)
SPECIAL_METHODS = frozenset(
    f"__{name}__"
    for name in (
        *" ".join((_UNARY, _SAID, _COMPARED, _HELD, _ENTERED, _COPIED, _ATTRIBUTES, _OF_LIBRARIES)).split(),
        *(f"{side}{name}" for name in _BINARY.split() for side in ("", "r", "i")),
    )
)

# Read past what a student's own exception may say of them.
_cause, _context = (BaseException.__dict__[name].__get__ for name in ("__cause__", "__context__"))
_errors: dict[str, BaseException] = {}  # of each stand-in, by the name of its type


def refusing(what: str, error: BaseException) -> Any:
    """Return an object that raises `error` on any use; messages of libraries call its type `what`."""

    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        error.__cause__ = error.__context__ = None
        raise error.with_traceback(None)

    _errors[what] = error
    stand_in: type[Any] = type(what, (), {"__slots__": (), **dict.fromkeys(SPECIAL_METHODS - _ON_THE_CLASS, refuse)})
    for name in _ON_THE_CLASS:
        setattr(stand_in, name, classmethod(refuse))
    made = object.__new__(stand_in)
    stand_in.__new__ = refuse
    # Who walks through all objects there are, as tools that count memory do, has not used this one.
    ctypes.pythonapi.PyObject_GC_UnTrack(ctypes.py_object(made))
    return made


_ON_THE_CLASS = frozenset({"__new__", "__init_subclass__", "__subclasshook__", "__class_getitem__"})


def behind(error: BaseException) -> BaseException:
    """Return the error of the stand-in that led to `error`, or `error` itself if none did.

    A library may catch the stand-in's error and raise its own, or look at the type only and name it in its message.
    """
    refusals = {id(refused) for refused in _errors.values()}
    chain: dict[int, BaseException] = {}
    walk: BaseException | None = error
    while walk is not None and id(walk) not in chain:
        chain[id(walk)] = walk
        if id(walk) in refusals:
            return walk
        walk = _cause(walk) or _context(walk)
    try:
        text = str(error)
    except BaseException:
        return error
    named = (refused for what, refused in _errors.items() if what in text)
    return next(named, error)
