"""Answers that do not end, end too early, or use up the machine."""

from hostile.case import ALL_REFUSED, ENDED, NO_PROBE, NOTHING, TIMED_OUT, TOO_MUCH, TRY, WRONG, Case, answer

RIGHT = "return int((numbers > limit).sum())"

CASES = [
    # --- time
    Case("an endless loop", answer("while True: pass"), TIMED_OUT),
    Case("an endless loop at the top of the cell", "while True: pass", TIMED_OUT),
    Case(
        "a loop that ignores interrupts",
        answer("""
            import signal
            for number in range(1, 65):
                try: signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError): pass
            while True:
                try:
                    while True: pass
                except BaseException: pass
            """),
        TIMED_OUT,
    ),
    Case(
        "a deadlock",
        answer("""
            import threading
            lock = threading.Lock()
            lock.acquire()
            lock.acquire()
            """),
        TIMED_OUT,
    ),
    Case(
        "a process that stops itself",
        answer("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"),
        f"{TIMED_OUT}|{WRONG}",
    ),
    Case(
        "one long call in C that no signal interrupts",
        answer("import re\nre.match('(a+)+$', 'a' * 60 + 'b')"),
        TIMED_OUT,
    ),
    Case(
        "patched clocks",
        answer("""
            import time
            time.time = time.monotonic = time.perf_counter = lambda: 0.0
            time.sleep = lambda seconds: None
            while time.monotonic() < 1: pass
            """),
        TIMED_OUT,
    ),
    Case(
        "an exception whose text never ends",
        answer("""
            class Slow(Exception):
                def __str__(self):
                    while True: pass
            raise Slow
            """),
        TIMED_OUT,
    ),
    Case(
        "an alarm and signal handlers, then the right answer",
        answer(f"""
            import signal
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            signal.signal(signal.SIGALRM, lambda *a: None)
            signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
            {RIGHT}
            """),
        NOTHING,
        points=6,
    ),
    # --- early ends
    Case("os._exit", answer("import os\nos._exit(0)"), ENDED),
    Case("os._exit at the top of the cell", "import os\nos._exit(0)", ENDED),
    Case("os.abort", answer("import os\nos.abort()"), ENDED),
    Case("a segmentation fault", answer("import ctypes\nctypes.string_at(0)"), ENDED),
    Case("sys.exit", answer("import sys\nsys.exit(0)"), "stopped with SystemExit"),
    Case("quit()", answer("quit()"), "stopped with (SystemExit|NameError)|is defined neither"),
    Case("KeyboardInterrupt", answer("raise KeyboardInterrupt"), "stopped with KeyboardInterrupt"),
    Case("GeneratorExit as the answer", answer("raise GeneratorExit"), "stopped with GeneratorExit"),
    Case("a program in place of the process", answer("import os\nos.execv('/bin/true', ['true'])"), ENDED),
    Case("input() from the keyboard", answer("return int(input())"), "stopped with EOFError"),
    Case("input() read as a file", answer("import sys\nreturn int(sys.stdin.read())"), "stopped with ValueError"),
    Case("all descriptors closed", answer("import os\nos.closerange(0, 4096)\nreturn 1"), ENDED),
    Case(
        "an exception whose class has no readable name",
        answer("""
            class Meta(type):
                @property
                def __name__(cls): raise ValueError
            class Odd(Exception, metaclass=Meta): pass
            raise Odd
            """),
        ENDED,
    ),
    Case(
        "an atexit hook and a destructor that would print full marks",
        answer(
            f"{RIGHT} + 1",
            "import atexit, sys\natexit.register(lambda: print('6.0'))\n"
            "class Last:\n    def __del__(self): print('6.0')\nlast = Last()\n",
        ),
        WRONG,
    ),
    Case("deep recursion", answer("return count_above(numbers, limit)"), "stopped with RecursionError"),
    Case(
        "recursion through C until the stack ends",
        answer("""
            import sys
            sys.setrecursionlimit(10**9)
            class Deep:
                def __getattr__(self, name): return getattr(self, name + 'x'[:0])
            return Deep().x
            """),
        f"{ENDED}|{TIMED_OUT}|stopped with (RecursionError|MemoryError)",
    ),
    # --- processes and threads; all loops are bounded
    # (200 short processes, of which some sandboxes allow the first few dozen)
    Case(
        "a fork bomb",
        answer("""
            import os, time
            for _ in range(200):
                if os.fork() == 0:
                    time.sleep(20)
                    os._exit(0)
            """),
        "Resource temporarily unavailable|more than [0-9]+ processes",
    ),
    Case(
        "processes that each start the next, then the right answer",
        answer(f"""
            import os
            for _ in range(50):
                try:
                    if os.fork() == 0: os._exit(0)
                except OSError: break
            {RIGHT}
            """),
        NOTHING,
        points=6,
    ),
    Case(
        "a daemon left behind, then the right answer",
        answer(f"""
            import os, signal, time
            try:
                if os.fork() == 0:
                    os.setsid()
                    for number in range(1, 32):
                        try: signal.signal(number, signal.SIG_IGN)
                        except (OSError, ValueError): pass
                    if os.fork() == 0: time.sleep(60)
                    os._exit(0)
            except OSError: pass
            {RIGHT}
            """),
        NOTHING,
        points=6,
    ),
    Case(
        "a second process that answers too",
        answer("""
            import os
            try: os.fork()
            except OSError: pass
            return -1
            """),
        f"{WRONG}|{NO_PROBE}|{ENDED}",
    ),
    Case(
        "two thousand threads",
        answer("""
            import threading, time
            for _ in range(2000):
                threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
            """),
        "can't start new thread",
    ),
    Case(
        "threads that stay after the right answer",
        answer(f"""
            import threading, time
            for _ in range(5):
                threading.Thread(target=time.sleep, args=(30,)).start()
            {RIGHT}
            """),
        NOTHING,
        points=6,
    ),
    # --- memory; each bomb is bounded to 3 GB
    Case(
        "a memory bomb of NumPy arrays",
        answer("kept = []\nimport numpy as np\nfor _ in range(30): kept.append(np.ones(100 * 2**17))"),
        f"stopped with .*MemoryError|{TOO_MUCH}",
    ),
    Case(
        "a memory bomb of tensors",
        answer("kept = []\nimport torch\nfor _ in range(30): kept.append(torch.ones(100 * 2**18))"),
        f"allocate memory|{TOO_MUCH}",
    ),
    Case(
        "a memory bomb of Python objects",
        answer("kept = []\nfor _ in range(30): kept.append([0.5] * (100 * 2**17))"),
        f"stopped with MemoryError|{TOO_MUCH}",
    ),
    Case(
        "a memory bomb of shared memory",
        answer(
            """
            import mmap
            kept = []
            def fill():
                for _ in range(12):
                    kept.append(mmap.mmap(-1, 100 * 2**20))
                    kept[-1].write(bytes(100 * 2**20))
            refused(fill)
            """,
            TRY,
        ),
        f"{ALL_REFUSED}|{ENDED}|{TOO_MUCH}",
    ),
    Case(
        "a memory bomb of files without a name",
        answer(
            """
            def fill():
                for number in range(24):
                    os.write(os.memfd_create(str(number)), bytes(50 * 2**20))
            refused(fill)
            """,
            TRY,
        ),
        f"{ALL_REFUSED}|{ENDED}|{TOO_MUCH}",
    ),
    Case(
        "limits raised again",
        answer(
            """
            def limit(kind): return lambda: resource.setrlimit(kind, (resource.RLIM_INFINITY,) * 2)
            kinds = 'CPU', 'DATA', 'FSIZE', 'NOFILE'
            refused(*[limit(getattr(resource, f'RLIMIT_{kind}')) for kind in kinds])
            """,
            TRY,
        ),
        ALL_REFUSED,
    ),
    Case(
        "another priority, which would stop the clock of this cell or of others",
        answer(
            """
            def standing(): return os.getpriority(os.PRIO_PROCESS, 0), os.sched_getscheduler(0)
            def changed(act):
                def attempt():
                    before = standing()
                    act()
                    if standing() == before: raise OSError('the call did nothing')
                return attempt
            ways = [lambda: os.nice(5), lambda: os.setpriority(os.PRIO_PROCESS, 0, -5)]
            for policy in os.SCHED_FIFO, os.SCHED_RR, os.SCHED_BATCH, os.SCHED_IDLE:
                level = int(policy in (os.SCHED_FIFO, os.SCHED_RR))
                ways.append(lambda policy=policy, level=level:
                            os.sched_setscheduler(0, policy, os.sched_param(level)))
            refused(*map(changed, ways))
            """,
            TRY,
        ),
        ALL_REFUSED,
    ),
    # --- disk and output
    Case(
        "one file of 200 MB",
        answer("with open('big', 'wb') as file:\n    for _ in range(200): file.write(bytes(2**20))"),
        "stopped with OSError: .*(too large|No space)",
    ),
    Case(
        "many files, then the right answer",
        answer(f"""
            for number in range(500):
                open(f'file{{number}}', 'w').write('x' * 1000)
            {RIGHT}
            """),
        NOTHING,
        points=6,
    ),
    Case(
        "three thousand folders in each other",
        answer("""
            import os
            for _ in range(3000):
                os.mkdir('x')
                os.chdir('x')
            """),
        WRONG,
    ),
    Case(
        "folders without permissions and odd names",
        answer(f"""
            import os, tempfile
            folder = tempfile.mkdtemp(dir='.')
            os.makedirs(folder + '/a/b')
            open(folder + '/a/b/c', 'w').close()
            open(os.fsdecode(b'\\xff\\n-rf'), 'w').close()
            os.chmod(folder + '/a/b', 0)
            os.chmod(folder + '/a', 0)
            {RIGHT}
            """),
        NOTHING,
        points=6,
    ),
    Case("50 MB on one line, then the right answer", answer(f"print('x' * 50_000_000)\n{RIGHT}"), NOTHING, points=6),
    Case(
        "a million prints, then the right answer",
        answer(f"for _ in range(200_000): print('x')\n{RIGHT}"),
        NOTHING,
        points=6,
    ),
    Case(
        "an error with a text of 50 MB",
        answer("raise ValueError('x' * 50_000_000)"),
        "stopped with ValueError: x{90,110}…",
    ),
    Case(
        "an array of 256 MB as the answer", answer("import numpy as np\nreturn np.zeros(2**25)"), "TooLarge: the value"
    ),
    Case("a list of ten million numbers as the answer", answer("return [0] * 10**7"), "TooLarge"),
    Case(
        "the scratch folder removed, then the right answer",
        answer(f"import os, shutil\nshutil.rmtree(os.getcwd(), ignore_errors=True)\n{RIGHT}"),
        NOTHING,
        points=6,
    ),
]
