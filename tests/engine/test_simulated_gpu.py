"""The simulated GPU: ZeusMonitor's own code runs on it, and nothing stays behind when it is off."""

import importlib
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from grader import simulated_gpu
from grader.simulated_gpu import BUSY_W, FIXED_W, IDLE_W, NAME, EnergyCounter

pytest.importorskip("zeus")


@pytest.fixture(autouse=True)
def off_before_and_after():
    simulated_gpu.switch_off()
    yield
    simulated_gpu.switch_off()


def no_gpu():
    import torch

    return not torch.cuda.is_available()


def work(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        sum(range(1000))


def run(code, *arguments):
    here = Path(simulated_gpu.__file__).parents[1]
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, cwd=here)


def is_on():
    return any(type(finder).__module__ == simulated_gpu.__name__ for finder in sys.meta_path)


def monitor():
    from zeus.monitor import ZeusMonitor

    return ZeusMonitor(gpu_indices=[0])


def test_it_is_never_on_by_itself():
    assert not is_on()
    code = "import grader.simulated_gpu as s, zeus.device.gpu as g; assert s._simulation is None and g._gpus is None"
    run(code)


@pytest.mark.skipif(not no_gpu(), reason="needs a machine without a GPU")
def test_zeus_refuses_before_and_after():
    with pytest.raises(ValueError, match="No GPUs"):
        monitor()
    simulated_gpu.switch_on()
    kept = monitor()
    simulated_gpu.switch_off()
    assert not is_on()
    with pytest.raises(ValueError, match="No GPUs"):
        monitor()
    with pytest.raises(RuntimeError, match="CUDA"):
        kept.begin_window("after")


def test_a_window_measures_time_and_energy():
    simulated_gpu.switch_on()
    zeus = monitor()
    zeus.begin_window("busy")
    work(0.1)
    busy = zeus.end_window("busy")
    zeus.begin_window("idle")
    time.sleep(0.1)
    idle = zeus.end_window("idle")
    assert busy.time >= 0.1 and idle.time >= 0.1
    assert set(busy.gpu_energy) == {0}
    assert 0.9 * IDLE_W <= idle.total_energy / idle.time <= IDLE_W + BUSY_W + 1
    assert busy.total_energy / busy.time <= IDLE_W + BUSY_W + 1
    assert busy.total_energy > idle.total_energy * 1.05


def test_windows_nest_and_keys_are_unique():
    simulated_gpu.switch_on()
    zeus = monitor()
    zeus.begin_window("outer")
    work(0.02)
    zeus.begin_window("inner")
    with pytest.raises(ValueError, match="already exists"):
        zeus.begin_window("inner")
    work(0.02)
    inner, outer = zeus.end_window("inner"), zeus.end_window("outer")
    assert 0 < inner.time < outer.time
    assert 0 < inner.total_energy < outer.total_energy


def test_the_deterministic_mode_repeats_itself():
    def energies():
        simulated_gpu.switch_off()
        simulated_gpu.switch_on(deterministic=True)
        zeus = monitor()
        for key in ("a", "b"):
            zeus.begin_window(key)
            work(0.002)
        return [zeus.end_window(key).total_energy for key in ("b", "a")]

    assert energies() == energies() == [FIXED_W * 1, FIXED_W * 3]


def test_a_counter_without_a_cpu_clock_has_a_fixed_power():
    counter = EnergyCounter(iter([100.0, 100.0, 102.0, 105.0]).__next__)
    assert [counter.read() / 1000 for _ in range(3)] == [0, FIXED_W * 2, FIXED_W * 5]


def test_the_counter_follows_the_power_model_and_never_falls():
    wall, cpu = iter([0, 2, 4, 5, 4.5, 6]), iter([0, 1, 9, 0, 0, 0])
    counter = EnergyCounter(wall.__next__, cpu.__next__)
    read = [counter.read() / 1000 for _ in range(5)]
    half_busy = 2 * IDLE_W + 1 * BUSY_W
    full = half_busy + 2 * (IDLE_W + BUSY_W)  # eight threads count as one busy core
    assert read == [half_busy, full, full + IDLE_W, full + IDLE_W, full + 2 * IDLE_W]


def test_the_device_says_that_it_is_simulated():
    simulated_gpu.switch_on()
    from zeus.device import get_gpus

    gpus = get_gpus()
    assert len(gpus) == 1
    assert "SIMULATED" in NAME and gpus.get_name(0) == NAME == monitor().gpus.gpus[0].get_name()
    with pytest.warns(DeprecationWarning):
        assert gpus.getName(0) == NAME
    assert IDLE_W * 1000 <= gpus.get_instant_power_usage(0) <= (IDLE_W + BUSY_W) * 1000


def test_it_refuses_settings_as_zeus_expects():
    simulated_gpu.switch_on()
    from zeus.device import get_gpus
    from zeus.device.gpu.common import ZeusGPUNotSupportedError

    for call in (lambda gpu: gpu.set_power_management_limit(0, 100), lambda gpu: gpu.get_gpu_temperature(0)):
        with pytest.raises(ZeusGPUNotSupportedError, match="SIMULATED"):
            call(get_gpus())


def test_switching_on_twice_keeps_the_counter_and_off_twice_is_fine():
    simulated_gpu.switch_on(deterministic=True)
    zeus = monitor()
    zeus.begin_window("a")
    simulated_gpu.switch_on(deterministic=True)
    assert zeus.end_window("a").total_energy == FIXED_W
    simulated_gpu.switch_off()
    simulated_gpu.switch_off()


def test_it_survives_reloading_zeus():
    simulated_gpu.switch_on()
    import zeus.device.gpu
    import zeus.utils.framework

    importlib.reload(zeus.device.gpu)
    importlib.reload(zeus.utils.framework)
    zeus_monitor = monitor()
    zeus_monitor.begin_window("reloaded")
    work(0.002)
    assert zeus_monitor.end_window("reloaded").total_energy > 0


def test_it_survives_a_fresh_import_and_can_come_before_zeus():
    """As after `%pip install zeus` in a notebook; modules imported before work as well."""
    script = """
        import sys
        from grader import simulated_gpu
        if "early" in sys.argv:
            import zeus.monitor
        simulated_gpu.switch_on()
        assert ("zeus" in sys.modules) == ("early" in sys.argv)
        for turn in range(2):
            from zeus.monitor import ZeusMonitor
            monitor = ZeusMonitor(gpu_indices=[0])
            monitor.begin_window("x")
            sum(range(10**6))
            assert monitor.end_window("x").total_energy > 0
            assert "SIMULATED" in monitor.gpus.get_name(0)
            for name in [name for name in sys.modules if name.split(".")[0] == "zeus"]:
                del sys.modules[name]
        simulated_gpu.switch_off()
        import zeus.device.gpu
        assert zeus.device.gpu._gpus is None
    """
    for arguments in ([], ["early"]):
        run(textwrap.dedent(script), *arguments)


def test_torch_itself_is_untouched():
    import torch

    before = torch.cuda.synchronize, torch.cuda.is_available
    simulated_gpu.switch_on()
    zeus = monitor()
    zeus.begin_window("a")
    work(0.002)
    zeus.end_window("a")
    assert (torch.cuda.synchronize, torch.cuda.is_available) == before
    from zeus.utils.framework import get_world_size

    assert get_world_size() == 1  # asks the real torch
    simulated_gpu.switch_off()
    assert get_world_size() == 1


def test_figures_made_after_a_measurement_carry_the_name():
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    def texts():
        figure, _ = plt.subplots()
        plt.close(figure)
        return [text.get_text() for text in figure.texts]

    simulated_gpu.switch_on()
    assert texts() == []
    zeus = monitor()
    zeus.begin_window("a")
    work(0.002)
    zeus.end_window("a")
    assert texts() == [NAME]
    simulated_gpu.switch_off()
    assert texts() == []
    assert matplotlib.rcParams["figure.hooks"] == []


def test_an_ipython_cell_that_reads_the_counter_says_so(capsys, tmp_path):
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    quiet = Config(HistoryManager={"enabled": False})
    shell = InteractiveShell(config=quiet, ipython_dir=str(tmp_path))
    shell.run_cell("%load_ext grader.simulated_gpu")
    assert is_on()
    shell.run_cell(
        "from zeus.monitor import ZeusMonitor\n"
        "m = ZeusMonitor(gpu_indices=[0]); m.begin_window('a'); e = m.end_window('a')"
    )
    assert capsys.readouterr().out == simulated_gpu.CELL_LABEL + "\n"
    shell.run_cell("x = 1")
    assert capsys.readouterr().out == ""
    shell.run_cell("%unload_ext grader.simulated_gpu")
    assert not is_on()
