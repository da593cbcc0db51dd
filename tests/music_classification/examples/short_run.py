"""How the engine's tests run this notebook in seconds: the offline data thinned out, few epochs."""

from pathlib import Path

import numpy as np

CHANGES = {
    "EPOCHS = 10\n": "EPOCHS = 2\n",
    "SWEEP_EPOCHS = 20": "SWEEP_EPOCHS = 2",
    "MAX_EPOCHS = 100": "MAX_EPOCHS = 4",
    "time.sleep(5)": "time.sleep(0.1)",
}
SAYS = ["MAX_EPOCHS is 4: set it to 100, and measure again."]
PRINTS = ["GPU: none.", "four synthetic tones"]
STOPS_LATER = {"train_model", "eval_model", "train_to_accuracy"}


def make_data(folder: Path, fetch) -> None:
    """Every fourth row of the offline data, without the recording of section 2. `fetch` runs `python -m data_fetch`."""
    fetch("--to", folder, "--source", "soundfont")
    (folder / "SopSax.Vib.pp.C6Eb6.wav").unlink()
    for path in folder.glob("*.npy"):
        np.save(path, np.load(path)[::4])


def make_full_data(folder: Path, fetch) -> None:
    """The offline data as they are made."""
    fetch("--to", folder, "--source", "soundfont")


def check_full_run(records: dict) -> None:
    """The slowest rate does not reach the target, a middle one does."""
    rows = records["metrics_vs_lr"]["rows"]
    assert not rows[0]["reached"] and rows[2]["reached"] and rows[2]["test_accuracy"] > 0.95
