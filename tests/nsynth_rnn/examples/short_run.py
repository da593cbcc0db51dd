"""How the engine's tests run this notebook in seconds: few notes, small networks, one epoch."""

import importlib.util
import json
import wave
from pathlib import Path

SAMPLES = 64_000  # of a note: four seconds
CHANGES = {
    "EPOCHS = 20\n": "EPOCHS = 1\n",
    "REPEATS = 3\n": "REPEATS = 1\n",
    "HIDDEN, LAYERS = 128, 3": "HIDDEN, LAYERS = 6, 2",
}
# What the last cell says of such a run.
SAYS = [
    "Record model_runs: fewer than 3 runs with model fc, lstm, blstm, blstm_last.",
    "EPOCHS is 1: set it to 20, and measure again.",
    "REPEATS is 1: set it to 3, and measure again.",
    "HIDDEN is 6: set it to 128, and measure again.",
    "LAYERS is 2: set it to 3, and measure again.",
]
PRINTS = ["RENDERED notes, not NSynth", "GPU: none.", "95 % interval from -0.93 to 3.22"]
# Graded cells whose untouched stub stops when it is called, not when it runs.
STOPS_LATER = {
    "frame_signal",
    "instrument_lstm",
    "train_epoch",
    "pick_epoch",
    "confusion_and_recall",
    "extremes",
    "grouped_interval",
}


def make_data(folder: Path, fetch) -> None:
    """Write the notes of the toy world in NSynth's layout. `fetch` runs `python -m data_fetch` with arguments."""
    spec = importlib.util.spec_from_file_location("toy_notes", Path(__file__).parents[1] / "toy_data.py")
    toy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(toy)
    for split, x, notes in (
        ("train", toy.x_train, toy.notes_train),
        ("valid", toy.x_val, toy.notes_val),
        ("test", toy.x_test, toy.notes_test),
    ):
        place = folder / f"nsynth-{split}"
        (place / "audio").mkdir(parents=True)
        (place / "examples.json").write_text(json.dumps({note["note_str"]: note for note in notes}))
        for samples, note in zip(x, notes, strict=True):
            with wave.open(str(place / "audio" / f"{note['note_str']}.wav"), "wb") as file:
                file.setparams((1, 2, toy.SAMPLE_RATE, 0, "NONE", ""))
                file.writeframes(samples.astype("<i2").tobytes().ljust(2 * SAMPLES, b"\0"))
    (folder / "nsynth_source.json").write_text('{"source": "rendered", "made_by": "the toy world"}')


def make_full_data(folder: Path, fetch) -> None:
    """The small set of rendered notes."""
    fetch("--to", folder, "--source", "rendered")


def check_full_run(records: dict) -> None:
    """Both recurrent networks beat the fully connected one."""
    of = {
        kind: [row["test_accuracy"] for row in records["model_runs"]["rows"] if row["model"] == kind]
        for kind in ("fc", "lstm", "blstm")
    }
    assert min(of["lstm"]) > max(of["fc"]) and min(of["blstm"]) > max(of["fc"])
