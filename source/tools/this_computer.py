"""What is installed here, beside what notebooks were made for."""

# @title Look at this computer
import importlib.metadata
import importlib.util
import platform
import re

MADE_FOR = {"Python": ("3.11", "3.13"), "torch": ("2.5", "2.13"), "numpy": ("2.0", "2.4"), "librosa": ("0.11", "0.11"),
            "matplotlib": ("3.10", "3.11"), "seaborn": ("0.13", "0.13"), "IPython": ("7.34", "9.18"),
            "zeus": ("0.15", "0.16")}


def installed(package):
    """Return the version of a package, None if it is not installed."""
    try:
        return platform.python_version() if package == "Python" else importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def first_two(version):
    """Return the first two numbers of a version."""
    return [int(number) for number in re.findall(r"\d+", version)[:2]]


def check_versions():
    """Compare what is installed with what this notebook was made for."""
    for package, (oldest, newest) in MADE_FOR.items():
        version = installed(package)
        if package == "zeus" and installed("zeus-ml"):
            advice = f"and zeus-ml {installed('zeus-ml')}: see above"
        elif package == "zeus" and version is None:
            advice = "missing: no energy can be measured, only time"
        elif version is None:
            advice = f"MISSING: run  %pip install {package}  in a cell of its own, then this cell again"
        elif first_two(version) < first_two(oldest):
            advice = f"OLD: run  %pip install -U {package}  in a cell of its own, and restart the runtime"
        elif first_two(version) > first_two(newest):
            advice = f"newer than {newest}, the newest that we know: it will probably work"
        else:
            advice = "fine"
        print(f"{package:10s} {version or '-':14s} {advice}")
