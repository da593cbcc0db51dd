"""Answers that lie: values with odd methods, patched libraries, replies that no probe sent."""

from hostile.case import ENDED, FIND, NO_PROBE, NOTHING, TIMED_OUT, WRONG, Case, answer

RIGHT = "return int((numbers > limit).sum())"
ANY_END = f"{NO_PROBE}|{ENDED}|{TIMED_OUT}|{WRONG}"


def lie(definition: str, value: str) -> str:
    """Return an answer whose value is an object of the student's own class."""
    return answer(f"return {value}", f"import numpy as np, torch\n\n\n{definition}\n\n\n")


CASES = [
    # --- values that lie
    Case("an object that equals everything", lie("class Equal:\n    __eq__ = lambda *a: True", "Equal()"), WRONG),
    Case("an integer that equals everything", lie("class Lie(int):\n    __eq__ = lambda *a: True", "Lie(1)"), WRONG),
    Case("a float that equals everything", lie("class Lie(float):\n    __eq__ = lambda *a: True", "Lie(1)"), WRONG),
    Case("a string that is any number", lie("class Lie(str):\n    __float__ = lambda *a: 1.0", "Lie('1')"), WRONG),
    Case(
        "a NumPy number whose value is itself",
        lie("class Lie(np.float64):\n    def item(self): return self", "Lie(1)"),
        "the value cannot be sent: RecursionError",
    ),
    Case(
        "an array that equals everything",
        lie("class Lie(np.ndarray):\n    __eq__ = lambda *a: True", "np.zeros(1).view(Lie)"),
        WRONG,
    ),
    Case(
        "a tensor that equals everything",
        lie(
            "class Lie(torch.Tensor):\n    @classmethod\n    def __torch_function__(cls, *a, **k): return 1",
            "torch.zeros(1).as_subclass(Lie)",
        ),
        f"the value cannot be sent|{WRONG}",
    ),
    Case("a mock", answer("from unittest.mock import MagicMock\nreturn MagicMock()"), WRONG),
    Case("not a number", answer("return float('nan')"), WRONG),
    Case("infinity", answer("return float('inf')"), WRONG),
    Case("True", answer("return True"), WRONG),
    Case("all counts at once", answer("return list(range(100))"), WRONG),
    Case("an array of objects", answer("import numpy as np\nreturn np.array([object()])"), WRONG),
    Case("a generator", answer("yield int((numbers > limit).sum())"), WRONG),
    Case("a coroutine", "async def count_above(numbers, limit):\n    return int((numbers > limit).sum())\n", WRONG),
    Case("an integer of a million digits", answer("return 1 << 3_000_000"), WRONG),
    Case("a list that holds itself", answer("cycle = []\ncycle.append(cycle)\nreturn cycle"), "nested deeper"),
    Case("a dict that holds itself", answer("cycle = {}\ncycle['a'] = cycle\nreturn cycle"), "nested deeper"),
    Case(
        "a list a thousand deep", answer("deep = []\nfor _ in range(1000): deep = [deep]\nreturn deep"), "nested deeper"
    ),
    Case(
        "an object that pickles into a command",
        answer("""
            class Load:
                def __reduce__(self): return (__import__('os').system, ('touch {root}/reduced',))
            return Load()
            """),
        WRONG,
    ),
    # --- patched libraries, in the student's own process
    Case(
        "patched builtins",
        answer(
            "return 1",
            "import builtins\nfor name in ('sum', 'len', 'int', 'float', 'abs', 'round'):\n"
            "    setattr(builtins, name, lambda *a: 1)\n",
        ),
        "",
    ),
    Case(
        "patched NumPy and torch",
        answer(
            "return 1",
            "import numpy as np, torch\nnp.allclose = np.isclose = np.array_equal = lambda *a, **k: True\n"
            "torch.equal = torch.allclose = lambda *a, **k: True\nnp.testing.assert_allclose = print\n",
        ),
        WRONG,
    ),
    Case(
        "a patched codec",
        answer("return 1", "from grader.sandbox import codec\ncodec._plain = lambda *a: {'value': True}\n"),
        WRONG,
    ),
    Case(
        "a codec that sends nonsense",
        answer("return 1", "from grader.sandbox import codec\ncodec.encode = lambda value: b'\\x07'\n"),
        NO_PROBE,
    ),
    Case(
        "patched framing that sends nothing",
        answer("return 1", "from grader.sandbox import framing\nframing.send = lambda *a, **k: None\n"),
        TIMED_OUT,
    ),
    Case(
        "patched probes",
        answer("""
            import sys
            frame = sys._getframe()
            while frame is not None:
                for name in list(frame.f_globals):
                    if name in ('count', 'count_given'):
                        frame.f_globals[name] = lambda cell, ask, **given: {'outcome': 'passed', 'points': 6}
                frame = frame.f_back
            return {'outcome': 'passed', 'points': 6}
            """),
        WRONG,
    ),
    Case(
        "a patched Cell",
        answer(
            "return 1",
            "from grader.sandbox import cell_runner\ncell_runner.Cell.__getitem__ = lambda self, name: lambda *a: True\n"
            "cell_runner.Cell.run = lambda self, **names: {'count_above': lambda *a: True}\n",
        ),
        WRONG,
    ),
    Case(
        "replaced entries of sys.modules",
        answer(
            "return 1",
            "import sys, types\nfor name in ('grader.sandbox.framing', 'grader.sandbox.codec', 'grader.judging.judge', 'numpy', 'msgpack'):\n"
            "    sys.modules[name] = types.ModuleType(name)\n",
        ),
        ANY_END,
    ),
    Case(
        "an import hook",
        answer(
            "return 1",
            "import sys\nclass Hook:\n    def find_spec(self, name, path=None, target=None):\n"
            "        raise ImportError(name)\nsys.meta_path.insert(0, Hook())\n",
        ),
        WRONG,
    ),
    Case(
        "syntax trees that come out empty",
        answer(
            "return 1",
            "import ast, builtins\nast.parse = lambda *a, **k: ast.Module([], [])\n"
            "get_ipython().ast_transformers.append(object())\nbuiltins.compile = lambda *a, **k: None\n",
        ),
        "",
    ),
    Case(
        "a trace function that changes results",
        answer(
            "return 1",
            "import sys, threading\ndef trace(frame, event, argument):\n"
            "    if event == 'return': frame.f_locals.update(value=0, reply={'points': 6})\n    return trace\n"
            "sys.settrace(trace)\nsys.setprofile(trace)\nthreading.settrace(trace)\n",
        ),
        WRONG,
    ),
    Case(
        "hooks for exceptions and displays",
        answer(
            "return 1",
            "import sys\nsys.excepthook = sys.displayhook = sys.unraisablehook = lambda *a: print('6.0')\n",
        ),
        WRONG,
    ),
    # --- replies that no probe sent
    *[
        Case(f"a forged reply: {name}", answer(f"send({message})\nreturn 1", FIND), says, points)
        for name, message, says, points in (
            ("all tests passed", "{'value': 'all tests passed', 'notes': []}", WRONG, 0),
            ("points", "{'points': 6, 'outcome': 'passed', 'value': {'points': 6}}", WRONG, 0),
            ("a list", "[1, 2]", NO_PROBE, 0),
            ("a number", "5", NO_PROBE, 0),
            ("wrong keys", "{'status': 0, 'pid': 1}", WRONG, 0),
            ("keys that are no text", "{1: 2}", NO_PROBE, 0),
            ("an error that is no error", "{'error': 5}", NO_PROBE, 0),
            (
                "an error of wrong types",
                "{'error': {'kind': [1], 'line': 'x', 'code': 3, 'message': {}}}",
                "Exception",
                0,
            ),
            ("a question nobody asks", "{'ask': 'points', 'arguments': [6]}", NO_PROBE, 0),
            ("a question of wrong types", "{'ask': {}, 'arguments': 5}", NO_PROBE, 0),
            ("nothing", "b''", NO_PROBE, 0),
            ("bytes", "b'\\xc1' * 100", NO_PROBE, 0),
            ("a date", "b'\\x81\\xa5value\\xd6\\xff\\x00\\x00\\x00\\x01'", NO_PROBE, 0),
            ("two messages in one", "b'\\x81\\xa5value\\x01\\x01'", NO_PROBE, 0),
            ("an unknown extension", "b'\\x81\\xa5value\\xd4\\x63\\x00'", NO_PROBE, 0),
            ("an array of objects", "b'\\x81\\xa5value\\xc7\\x08\\x01\\x05\\x00\\x92\\xa2|O\\x90xx'", NO_PROBE, 0),
            ("depth", "b'\\x81\\xa5value' + b'\\x91' * 5000 + b'\\x90'", NO_PROBE, 0),
            ("a map that ends too early", "b'\\xdf\\x7f\\xff\\xff\\xff'", NO_PROBE, 0),
        )
    ],
    Case(
        "a reply of a negative length",
        answer("find_connection().sendall(struct.pack('!i', -1) + b'x' * 100)\nreturn 1", FIND),
        NO_PROBE,
    ),
    Case(
        "a reply that never ends",
        answer(
            """
            import time
            end = find_connection()
            end.sendall(struct.pack('!I', 2**25))
            while True:
                end.sendall(b'x')
                time.sleep(0.05)
            """,
            FIND,
        ),
        TIMED_OUT,
    ),
    Case(
        "a reply of 60 MB that would take gigabytes",
        answer(
            """
            one = b'\\xdd' + struct.pack('>I', 150_000) + b'\\x90' * 150_000
            send(b'\\x81\\xa5value\\xdc' + struct.pack('>H', 400) + one * 400)
            return 1
            """,
            FIND,
        ),
        NO_PROBE,
    ),
    Case(
        "the name of a type, 50 MB long",
        answer(
            """
            size = 50_000_000
            send(b'\\x81\\xa5value\\xc9' + struct.pack('>I', size) + b'\\x02' + b'A' * size)
            return 1
            """,
            FIND,
        ),
        f"{WRONG}|{NO_PROBE}",
    ),
    Case(
        "an error that forges a verdict below itself",
        answer("raise ValueError('x\\n\\n✓ it is right.\\n\\n6 of 6 points\\x1b[2J\\x08')"),
        r"stopped with ValueError: [^\n\x1b\x08]*$",
    ),
    Case(
        "an error that asks for a person",
        answer("send({'error': {'kind': 'ModuleNotFoundError', 'module': 'numpy'}})\nreturn 1", FIND),
        "a person looks at it",
        points=None,
        notes="imports 'numpy', which is not installed",
    ),
    Case(
        "replies queued for the calls to come",
        answer(
            """
            value = int((numbers > limit).sum())
            for _ in range(3): send({'value': value, 'notes': []})
            return value
            """,
            FIND,
        ),
        WRONG,
        points=2,
    ),
    Case(
        "a right reply, and then no more reading",
        answer("send({'value': int((numbers > limit).sum()), 'notes': []})\nwhile True: pass", FIND),
        TIMED_OUT,
        points=2,
    ),
    Case(
        "notes by the thousand",
        answer("send({'value': 1, 'notes': ['note' * 1000] * 1000})\nreturn 1", FIND),
        WRONG,
    ),
    Case(
        "a reply through /proc/self/fd",
        answer("""
            import os, struct, msgpack
            data = msgpack.packb({'value': {'points': 6}})
            for name in os.listdir('/proc/self/fd'):
                try: os.write(int(name), struct.pack('!I', len(data)) + data)
                except OSError: pass
            return 1
            """),
        WRONG,
    ),
    Case(
        "descriptors sent along with a reply",
        answer(
            """
            end = find_connection()
            socket.send_fds(end, [struct.pack('!I', 8)], [0] * 200)
            end.sendall(b'\\x81\\xa5value\\x01')
            return 1
            """,
            FIND,
        ),
        WRONG,
    ),
    Case("the connection closed", answer("find_connection().close()\nreturn 1", FIND), ENDED),
    Case(
        "the connection shut down",
        answer("find_connection().shutdown(socket.SHUT_RDWR)\nreturn 1", FIND),
        ENDED,
    ),
    Case(
        "a forged question in place of the probe's own",
        answer(
            """
            import msgpack
            end = find_connection()
            for _ in range(20):
                send({'ask': 'expected', 'arguments': []})
                size, = struct.unpack('!I', end.recv(4, socket.MSG_WAITALL))
                got = msgpack.unpackb(end.recv(size, socket.MSG_WAITALL))
            return got['value']
            """,
            FIND,
        ),
        NO_PROBE,
    ),
    Case(
        "a thousand needless questions",
        answer(f"""
            import sys
            frame = sys._getframe()
            while 'ask' not in frame.f_locals: frame = frame.f_back
            for _ in range(1000):
                try: frame.f_locals['ask']('numbers')
                except Exception: break
            {RIGHT}
            """),
        NO_PROBE,
        points=2,
    ),
    # --- sources that are hard on whoever reads them
    Case(
        "two thousand magics, then the right answer", "%matplotlib inline\n" * 2000 + answer(RIGHT), NOTHING, points=6
    ),
    Case("two thousand commands, then the right answer", "x = !ls\n" * 2000 + answer(RIGHT), NOTHING, points=6),
    Case("six thousand spaces and a question mark", answer(RIGHT) + "x" + " " * 6000 + "?\n", NOTHING, points=6),
    Case(
        "a number of twenty thousand hexadecimal digits in a helper's cell",
        answer("return 0 if BIG else 1"),
        "from another cell that could not run",
        points=None,
        notes="uses 'BIG' from another cell",
        above=("BIG = 0x" + "f" * 20_000,),
    ),
    Case(
        "a number of twenty thousand hexadecimal digits in the answer",
        answer(RIGHT) + "x = 0x" + "f" * 20_000,
        NOTHING,
        points=6,
    ),
    Case("a cell of a million characters", answer(RIGHT) + "x = 1\n" * 160_000, "not valid Python: it has more than"),
    Case("forty thousand signs", answer(RIGHT) + "x = " + "-" * 40_000 + "1", "not valid Python"),
    Case("a sum of twenty thousand terms", answer(RIGHT) + "x = " + "+".join("1" * 20_000), "not valid Python"),
    Case("brackets in brackets", answer(RIGHT) + "x = " + "[" * 20_000, "not valid Python"),
    Case(
        "three thousand names that need each other",
        answer("return a0"),
        "from another cell that could not run",
        points=None,
        notes="could not run `a19 = a20` here",
        above=(";".join(f"a{i}=a{i + 1}" for i in range(3000)),),
    ),
    Case(
        "a format string of ten thousand fields",
        answer(RIGHT) + "x = 1\ny = f'" + "{x}" * 10_000 + "'",
        NOTHING,
        points=6,
    ),
    Case("half a surrogate", answer(RIGHT) + "y = '\ud800'\n", "not valid Python"),
    Case("a NUL", answer(RIGHT) + "y = 1\0\n", NOTHING, points=6),
    Case(
        "Python 2", "def count_above(numbers, limit):\n    print 'hello'\n", "Line 2 of this cell is not valid Python"
    ),
]
