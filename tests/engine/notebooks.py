"""Run notebooks as students do: in a kernel of their own, without a network, a GPU, or anybody's settings."""

from __future__ import annotations

import json
import os
import sys
import textwrap
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
COLABS_IPYTHON = Path(sys.prefix) / "colab"  # `make` installs it there
ALL_THERE = "Everything that can be seen from here is there."
WORKS = {'NET_ID = ""': 'NET_ID = "ab1234"', 'NAME = ""': 'NAME = "Ada"'}


def folder_of_ipython(kind):
    """Return the folder with the IPython that a kernel uses, "" for the installed one; skip where it is not there."""
    if kind == "installed":
        return ""
    if not COLABS_IPYTHON.is_dir():
        pytest.skip(f"there is no {COLABS_IPYTHON}: remove .venv/bin/.ready and run `make`")
    return COLABS_IPYTHON


def environment(**more):
    """Return an environment with no GPU, one thread, and nobody's settings."""
    others = ("PYTHON", "IPYTHON", "JUPYTER", "JPY_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(others)}
    return {**kept, "CUDA_VISIBLE_DEVICES": "", "OMP_NUM_THREADS": "1", "MPLBACKEND": "", **more}


def run_notebook(folder, notebook, data="", ipython="", seconds=300):
    """Run all cells of `notebook` in `folder`, without a network; return it. Errors are outputs. `seconds`: for a cell."""
    from jupyter_client import AsyncKernelManager
    from nbclient import NotebookClient

    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-offline.py").write_text(
        textwrap.dedent("""
        import socket
        def offline(host, *_, known=socket.getaddrinfo, **__):
            if host in ("localhost", "127.0.0.1"):
                return known(host, *_, **__)
            raise socket.gaierror("no network in this test")
        socket.getaddrinfo = offline
        del socket, offline
        """)
    )
    (work := folder / "work").mkdir()
    client = NotebookClient(
        notebook,
        km=AsyncKernelManager(kernel_name="test", kernel_spec_manager=kernels(folder)),
        timeout=seconds,
        allow_errors=True,
        resources={"metadata": {"path": str(work)}},
    )
    own = {"IPYTHONDIR": str(folder / "ipython"), "MUSIC_DATA": str(data), "HOME": str(folder)}
    client.execute(cleanup_kc=True, env=environment(PYTHONPATH=str(ipython), **own))
    return notebook


def kernels(folder):
    """Return the specification of a kernel named `test` that reads nobody's settings."""
    from jupyter_client.kernelspec import KernelSpecManager

    spec = folder / "kernels" / "test" / "kernel.json"
    spec.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    command += ["--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=40"]
    spec.write_text(json.dumps({"argv": command, "display_name": "test", "language": "python"}))
    return KernelSpecManager(kernel_dirs=[str(spec.parent.parent)], ensure_native_kernel=False)


def replaced(notebook, changes):
    """Return `notebook` with words replaced; each must be there."""
    for old, new in changes.items():
        cells = [cell for cell in notebook.cells if cell.cell_type == "code" and old in cell.source]
        assert cells, f"{old!r} is in no cell"
        for cell in cells:
            cell.source = cell.source.replace(old, new)
    return notebook


def errors(notebook):
    """Return (cell id, kind, message) of each error."""
    outputs = [(cell.id, output) for cell in notebook.cells for output in cell.get("outputs", [])]
    return [(name, o.ename, o.evalue) for name, o in outputs if o.output_type == "error"]


def printed(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


def named(notebook, name):
    return next(cell for cell in notebook.cells if cell.id == name)


def evidence(notebook):
    """Return what the evidence lines say, by name."""
    lines = [line for cell in notebook.cells if cell.cell_type == "code" for line in printed(cell).splitlines()]
    found = [json.loads(line) for line in lines if line.startswith('{"evidence"')]
    return {item["evidence"]: item for item in found}
