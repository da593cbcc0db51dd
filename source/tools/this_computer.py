"""What is installed here, beside what notebooks were made for. Zeus is installed where it is missing."""

# @title Look at this computer
import importlib.metadata
import importlib.util
import platform
import re

MADE_FOR = {
    "Python": ("3.11", "3.13"),
    "torch": ("2.5", "2.13"),
    "numpy": ("2.0", "2.4"),
    "librosa": ("0.11", "0.11"),
    "matplotlib": ("3.10", "3.11"),
    "seaborn": ("0.13", "0.13"),
    "IPython": ("7.34", "9.18"),
    "zeus": ("0.15", "0.16"),
}


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


def check_gpu(without):
    """Say which GPU PyTorch finds, and what to do if there is none. `without`: what one can do then."""
    try:
        import torch

        if torch.cuda.is_available():
            print("GPU:", torch.cuda.get_device_name(0), "- you can do everything here.")
            return
    except Exception as problem:  # a broken installation has many kinds of error
        print("PyTorch cannot be used:", problem)
        return
    print("GPU: none.", without)
    print("To get one on Colab: Runtime > Change runtime type > T4 GPU. Then run this cell again.")


def install_zeus(section):
    """Install Zeus where it is missing and nothing speaks against it. It is used in `section`."""
    if installed("zeus-ml"):
        print("An old package, zeus-ml, is installed. It and zeus write into the same folder: never have both.")
        if installed("zeus"):
            print("You have BOTH, so neither can be trusted. In a cell of its own run  %pip uninstall -y zeus zeus-ml")
            print("then restart the runtime and run this cell again: it installs the right one.")
        else:
            print(
                f"It can measure a GPU, so you may keep it. If section {section} says that Zeus cannot measure it, run"
            )
            print("%pip uninstall -y zeus-ml  in a cell of its own, restart the runtime, and run this cell again.")
    elif installed("torch") and first_two(installed("torch")) < [2, 5]:
        print("Zeus is not installed yet: beside it, a PyTorch older than 2.5 does not start. See below.")
    elif importlib.util.find_spec("zeus") is None:
        print("Zeus is missing and is installed now. (You need not restart anything.)")
        # %pip install -q "zeus>=0.15,<0.17"
        importlib.invalidate_caches()
