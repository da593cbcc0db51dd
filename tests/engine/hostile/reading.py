"""Answers that look for what they must not see, and reach for what they must not touch."""

from hostile.case import ALL_REFUSED, NOTHING, TRY, WRONG, Case, answer

READ = (
    TRY
    + """\
def read(*paths):
    return [lambda path=path: open(path, "rb").read(100) for path in paths]


"""
)
# The secret is spelled as a pattern, which does not match itself.
SEARCH = (
    TRY
    + """\
import gc, re
PATTERN = rb"grader-secre[t]-[0-9a-f]{8}"


"""
)

CASES = [
    # --- files
    Case(
        "reading tests, sources, the gradebook and another submission",
        answer(
            """
            refused(*read(
                '{root}/tests/tiny/count_above.py', '{root}/tests/tiny/probes/count_above.py',
                '{root}/tests/tiny/answers/count_above/right_loop.py', '{root}/source/tiny.py',
                '{root}/gradebook.db', '{root}/nbgrader_config.py', '{root}/submitted/ada/tiny/tiny.ipynb',
            ))
            """,
            READ,
        ),
        ALL_REFUSED,
    ),
    Case(
        "listing folders of the course and the machine",
        answer(
            """
            refused(*[lambda path=path: os.listdir(path)[0] for path in (
                '{root}', '{root}/tests', '{root}/submitted', '/home', '/root', '/srv', '/mnt', '/media')])
            """,
            TRY,
        ),
        ALL_REFUSED,
    ),
    Case(
        "reading accounts and keys",
        answer("refused(*read('/etc/shadow', '/root/.ssh/id_rsa', '/root/.bash_history', '/var/log/syslog'))", READ),
        ALL_REFUSED,
    ),
    Case(
        "overwriting the tests and the gradebook",
        answer(
            """
            refused(
                lambda: open('{root}/tests/tiny/count_above.py', 'w').write('x'),
                lambda: open('{root}/gradebook.db', 'ab').write(b'x'),
                lambda: os.unlink('{root}/gradebook.db'),
                lambda: os.rename('{root}/submitted/ada', '{root}/submitted/eve'),
                lambda: open('{root}/new', 'w').write('x'),
                lambda: open('/usr/lib/new', 'w').write('x'),
                lambda: os.truncate('{root}/gradebook.db', 0),
            )
            """,
            TRY,
        ),
        ALL_REFUSED,
    ),
    Case(
        "links out of the scratch folder",
        answer(
            """
            os.symlink('{root}', 'course')
            os.symlink('/', 'slash')
            refused(
                *read('course/gradebook.db', 'slash/{root}/source/tiny.py', '../../../../../../{root}/source/tiny.py'),
                lambda: os.link('{root}/gradebook.db', 'gradebook.db'),
                lambda: open('course/new', 'w').write('x'),
            )
            """,
            READ,
        ),
        ALL_REFUSED,
    ),
    Case(
        "SQLite on the gradebook",
        answer(
            """
            import sqlite3
            refused(lambda: sqlite3.connect('{root}/gradebook.db').execute('SELECT * FROM sqlite_master').fetchall())
            """,
            TRY,
        ),
        ALL_REFUSED,
    ),
    Case(
        "importing the engine's trusted half and the hidden tests",
        answer(
            """
            sys.path[:0] = ['{root}/tests/tiny', '{root}']
            refused(
                lambda: __import__('count_above'),
                lambda: __import__('importlib.util').util.spec_from_file_location(
                    'hidden', '{root}/tests/tiny/count_above.py').loader.get_data('{root}/tests/tiny/count_above.py'),
            )
            """,
            TRY,
        ),
        ALL_REFUSED,
    ),
    Case(
        "an error with the text of a hidden test in it",
        answer("import linecache\nraise ValueError(linecache.getlines('{root}/tests/tiny/count_above.py'))"),
        r"stopped with ValueError: \[\]",
    ),
    # --- other processes
    Case(
        "the parent in /proc",
        answer(
            """
            parent = f'/proc/{PARENT}'
            refused(
                *read(*(f'{parent}/{name}' for name in ('environ', 'cmdline', 'maps', 'mem', 'auxv', 'stack', 'io'))),
                lambda: os.listdir(f'{parent}/fd')[0],
                lambda: os.listdir(f'{parent}/cwd')[0],
                lambda: os.listdir(f'{parent}/root')[0],
                lambda: os.readlink(f'{parent}/exe'),
            )
            """,
            READ,
        ),
        ALL_REFUSED,
    ),
    Case(
        "the judge in /proc",
        answer(
            "refused(*read('/proc/{judge}/environ', '/proc/{judge}/cmdline', '/proc/{judge}/maps', '/proc/{judge}/mem'))",
            READ,
        ),
        ALL_REFUSED,
    ),
    Case(
        "the memory of the parent and of the judge",
        answer(
            """
            target, room = ctypes.create_string_buffer(8), ctypes.create_string_buffer(8)
            here = (ctypes.c_size_t * 2)(ctypes.addressof(room), 8)
            there = (ctypes.c_size_t * 2)(ctypes.addressof(target), 8)
            read, write = {'x86_64': (310, 311), 'aarch64': (270, 271)}[os.uname().machine]
            refused(*[
                lambda call=call, pid=pid: system_call(call, pid, here, 1, there, 1, 0)
                for call in (read, write) for pid in (PARENT, {judge})
            ])
            """,
            TRY,
        ),
        ALL_REFUSED,
    ),
    Case(
        "ptrace on the parent and the judge",
        answer(
            """
            refused(*[
                lambda pid=pid: _libc.ptrace(16, pid, 0, 0) == 0 or [][0] for pid in (PARENT, {judge})
            ])
            """,
            TRY,
        ),
        ALL_REFUSED,
    ),
    Case(
        "killing the question process, the sandbox process and the judge",
        answer(
            """
            # Signal 0 needs the same right and ends nobody who runs this test.
            refused(
                lambda: os.kill(PARENT, signal.SIGKILL),
                lambda: os.kill(PARENT, signal.SIGTERM),
                lambda: os.kill({judge}, 0),
                lambda: os.kill(PARENT - 1, 0),
            )
            """,
            TRY,
        ),
        ALL_REFUSED,
    ),
    Case(
        "killing through a process descriptor",
        answer(
            """
            def kill(pid, number):
                signal.pidfd_send_signal(os.pidfd_open(pid), number)
            refused(lambda: kill(PARENT, signal.SIGKILL), lambda: kill({judge}, 0))
            """,
            TRY,
        ),
        ALL_REFUSED,
    ),
    Case(
        "limits put on the question process and the judge",
        answer(
            """
            refused(*[
                lambda pid=pid: resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0)) for pid in (PARENT, {judge})
            ])
            """,
            TRY,
        ),
        ALL_REFUSED,
    ),
    Case(
        "limits that would stop the question process",
        answer("refused(lambda: resource.prlimit(PARENT, resource.RLIMIT_NOFILE, (0, 0)))", TRY),
        ALL_REFUSED,
    ),
    Case(
        "priority and processors of the question process",
        answer(
            """
            refused(
                lambda: os.setpriority(os.PRIO_PROCESS, PARENT, os.getpriority(os.PRIO_PROCESS, PARENT)),
                lambda: os.sched_setaffinity(PARENT, os.sched_getaffinity(0)),
            )
            """,
            TRY,
        ),
        ALL_REFUSED,
    ),
    # --- the machine
    Case(
        "device files of one's own",
        answer(
            """
            def make(kind, major, minor):
                os.mknod('device', kind | 0o600, os.makedev(major, minor))
                return open('device', 'rb').read(1)
            refused(lambda: make(stat.S_IFCHR, 1, 3), lambda: make(stat.S_IFBLK, 254, 0))
            """,
            TRY,
        ),
        ALL_REFUSED,
    ),
    Case(
        "the clock and the name of the machine",
        answer(
            """
            refused(
                lambda: time.clock_settime(time.CLOCK_REALTIME, time.time()),
                lambda: socket.sethostname(socket.gethostname()),
            )
            """,
            TRY,
        ),
        ALL_REFUSED,
    ),
    Case(
        "namespaces, mounts and io_uring",
        answer(
            """
            def checked(result):
                if result != 0: raise OSError
                return result
            refused(
                lambda: checked(_libc.unshare(0x10000000)),
                lambda: checked(_libc.mount(b'none', os.fsencode(os.getcwd()), b'tmpfs', 0, None)),
                lambda: system_call(425, 1, ctypes.create_string_buffer(200)),
            )
            """,
            TRY,
        ),
        ALL_REFUSED,
    ),
    Case(
        "the environment",
        answer(
            "import os\nraise ValueError(sorted(name for name in os.environ if 'SECRET' in name or 'TOKEN' in name))"
        ),
        r"stopped with ValueError: \[\]",
    ),
    # --- network
    Case(
        "TCP and UDP on the loopback",
        answer(
            """
            refused(
                lambda: socket.create_connection(('127.0.0.1', {port}), timeout=1),
                lambda: socket.create_connection(('::1', {port}), timeout=1),
                lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {port})),
                lambda: socket.create_server(('127.0.0.1', 0)).getsockname(),
            )
            """,
            TRY,
        ),
        ALL_REFUSED,
    ),
    Case(
        "unix sockets by path and by abstract name",
        answer(
            """
            def connect(address):
                with socket.socket(socket.AF_UNIX) as end:
                    end.connect(address)
            refused(lambda: connect('{socket}'), lambda: connect('\\0{abstract}'))
            """,
            TRY,
        ),
        ALL_REFUSED,
    ),
    Case(
        "raw and kernel sockets",
        answer(
            """
            refused(
                lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
                lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0),
                lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0),
                lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM),
            )
            """,
            TRY,
        ),
        ALL_REFUSED,
    ),
    Case(
        "a download",
        answer("import urllib.request\nreturn urllib.request.urlopen('http://127.0.0.1:{port}/', timeout=1).read()"),
        "a network address that is not there|stopped with",
        points=None,
        notes="a file or an address that is not there",
    ),
    # --- its own process
    Case(
        "a search of all objects for tests and secrets",
        answer(
            """
            found = []
            for item in gc.get_objects():
                if type(item) is type(gc.collect) or isinstance(item, type(refused)):
                    if str(getattr(item, '__module__', '')).startswith('hidden_tests'): found.append('test')
                elif type(item) is dict:
                    for value in list(item.values()):
                        if type(value) is str and re.search(PATTERN, value.encode(errors='replace')):
                            found.append('secret')
            raise ValueError(f'found {found}')
            """,
            SEARCH,
        ),
        r"found \[\]",
    ),
    Case(
        "a search of all frames for expected values",
        answer(
            """
            right, found = int((numbers > limit).sum()), []
            frame = sys._getframe(1)
            while frame is not None:
                for name, value in frame.f_locals.items():
                    if type(value) in (int, float) and value == right: found.append(name)
                frame = frame.f_back
            raise ValueError(f'found {found}')
            """,
            SEARCH,
        ),
        r"found \[\]",
    ),
    Case(
        "a search of its own memory for secrets",
        answer(
            """
            found = []
            with open('/proc/self/maps') as maps, open('/proc/self/mem', 'rb', 0) as memory:
                for line in maps.read().splitlines():
                    start, end = (int(part, 16) for part in line.split()[0].split('-'))
                    if line.split()[1].startswith('rw') and end - start < 2**27:
                        try:
                            memory.seek(start)
                            found += re.findall(PATTERN, memory.read(end - start))
                        except (OSError, ValueError, OverflowError): pass
            raise ValueError(f'found {len(found)} secrets')
            """,
            SEARCH,
        ),
        r"found 0 secrets|PermissionError|a file or a network address that is not there",
    ),
    Case(
        "a search of all its memory for hidden tests and the answer to its own question",
        answer(
            """
            canary, found = 'grader-se' + 'cret-0123abcd', set()
            words = re.compile(rb"grader-(?:secre[t]|ow[n])-[0-9a-f]{8}")
            with open('/proc/self/maps') as maps, open('/proc/self/mem', 'rb', 0) as memory:
                for line in maps.read().splitlines():
                    start, end = (int(part, 16) for part in line.split()[0].split('-'))
                    for place in range(start, end, 2**20) if line.split()[1].startswith('rw') else ():
                        try:
                            memory.seek(place)
                            found.update(words.findall(memory.read(min(2**20 + 64, end - place))))
                        except (OSError, ValueError, OverflowError):
                            break
            raise RuntimeError(f"found {sorted(found)}")
            """,
            SEARCH,
        ),
        r"stopped with RuntimeError: found \[b'grader-secret-0123abcd'\]",
    ),
    Case(
        "the reference answer looked up among the given names",
        answer("return globals()['count_above_reference'](numbers, limit)"),
        "stopped with KeyError",
    ),
    Case(
        "what stays of kernel objects after the process",
        answer(
            """
            get, message, add = {'x86_64': (29, 68, 248), 'aarch64': (194, 186, 217)}[os.uname().machine]
            refused(
                lambda: system_call(get, 0x67726164, 4096, 0o1600),
                lambda: system_call(message, 0x67726164, 0o1600),
                lambda: system_call(add, b'user', b'grader-hostile', b'x', ctypes.c_size_t(1), -4),
            )
            """,
            TRY,
        ),
        ALL_REFUSED,
    ),
    Case(
        "only the answer, after looking around in vain",
        answer(
            """
            try: refused(*read('{root}/gradebook.db'))
            except RuntimeError: pass
            return int((numbers > limit).sum())
            """,
            READ,
        ),
        NOTHING,
        points=6,
    ),
    Case("a guess instead of an answer", answer("return 7"), WRONG),
]
