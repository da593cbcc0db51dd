"""Ways to carry a text out of the process of a graded cell: whatever it found there, in errors."""

from hostile.case import FIND

# Two thousand characters that are no words, for each of many calls other ones: what a compressed program looks like.
_MAKE = """\
import base64, hashlib


def payload(number):
    return "".join(hashlib.sha256(f"{number} {part}".encode()).hexdigest() for part in range(32))


def forge(**error):
    send({"error": error, "notes": []})


calls = []
"""
_made: dict = {}
exec(_MAKE, _made)
PAYLOADS = [_made["payload"](number) for number in range(6)]

WAYS = {
    "the text of an error": "raise ValueError(text)",
    "an assertion": "assert False, text",
    "the text in pieces, as words": "raise ValueError(' '.join(text[i:i + 7] for i in range(0, 2000, 7)))",
    "the text over lines": "raise ValueError('\\n'.join(text[i:i + 40] for i in range(0, 2000, 40)))",
    "a key that is not there": "return {}[text]",
    "no number": "return int(text)",
    "an attribute that is not there": "return getattr(numbers, text)",
    "a file that is not there": "return open(text[:200])",
    "a module that is not there": "return __import__(text)",
    "a name that is not defined": "raise NameError('no such name', name='a' + text[:55])",
    "code that is not Python": "exec(text)",
    "the name of an error": "raise type('E' + text[:55], (Exception,), {})",
    "the name of a long error": "raise type('E' + text, (Exception,), {})",
    "the text of a group of errors": "raise ExceptionGroup(text, [ValueError(text)])",
    "the name of a type": "return type('E' + text, (), {})()",
    "a forged text": "forge(kind='RuntimeError', message=text, line=1)",
    "a forged kind": "forge(kind='E' + text[:55], message=text)",
    "forged code": "forge(kind='RuntimeError', message='', line=1, code=text)",
    "a forged line": "forge(kind='RuntimeError', message='', line=int(text[:15], 16))",
    "a forged missing name": "forge(kind='MissingName', message='', missing='a' + text[:55])",
    "a forged poisoned name": "forge(kind='PoisonedName', message='', poisoned='a' + text[:55])",
    "a forged global": "forge(kind='NameError', message='', **{'global': 'a' + text[:55]})",
    "a forged module": "forge(kind='ModuleNotFoundError', message=text, module='a' + text[:55])",
    "a forged file": "forge(kind='FileNotFoundError', message=text, file=text)",
    "large and small letters": (
        "words = 'the array of values is not an object with this shape and type '.split()\n"
        "    bits = bin(int(text[:200], 16))[2:]\n"
        "    letters = [c for word in words * 20 for c in word + ' ']\n"
        "    raise ValueError(''.join(c.upper() if b == '1' else c for c, b in zip(letters, bits)))"
    ),
    "bytes in an error": "raise ValueError(bytes.fromhex(text))",
    "signs": "raise ValueError(''.join(chr(0x2800 + int(text[i:i + 2], 16)) for i in range(0, 2000, 2)))",
}


def cell(body: str) -> str:
    """Return an answer to `count_above` that sends another text at each call."""
    return (
        f"{FIND}{_MAKE}\n\ndef count_above(numbers, limit):\n"
        "    calls.append(1)\n    text = payload(len(calls) - 1)\n"
        f"    {body}\n    return 1\n"
    )
