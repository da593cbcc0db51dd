"""How the engine's tests run this notebook in seconds: the toy world's pieces, repeated; small networks, one epoch."""

import importlib.util
from pathlib import Path

import numpy as np

TIMES = 5  # how often a toy piece is played
CHANGES = {
    "MAX_EPOCHS = 16\n": "MAX_EPOCHS = 1\n",
    "REPEATS = 2\n": "REPEATS = 1\n",
    "N_EXTRACTS, N_NOTES = 50, 200": "N_EXTRACTS, N_NOTES = 2, 30",
    "if LARGE else (128, 32)": "if LARGE else (6, 4)",
    "BY_HEART_EPOCHS = 60": "BY_HEART_EPOCHS = 2",
}
# What the last cell says of such a run.
SAYS = [
    "Record model_runs: fewer than 2 runs with layers 1, 2, 3.",
    "Record temperature_runs: fewer than 2 runs with temperature 0.6, 0.8, 1.0, 1.2, 1.6.",
    "MAX_EPOCHS is 1: set it to 16, and measure again.",
    "REPEATS is 1: set it to 2, and measure again.",
    "N_EXTRACTS is 2: set it to 50, and measure again.",
    "N_NOTES is 30: set it to 200, and measure again.",
]
PRINTS = ["Source: toy pieces", "GPU: none.", "pitch 0.000  step 0.000  duration 0.000"]
# Graded cells whose untouched stub stops when it is called, not when it runs.
STOPS_LATER = {
    "notes_to_tokens",
    "tokens_to_notes",
    "music_gen_rnn",
    "sequence_loss",
    "sample_sequence",
    "jsd",
    "feature_jsd",
    "longest_copy",
}


def make_data(folder: Path, fetch) -> None:
    """Write the pieces of the toy world as the data command does. `fetch` runs `python -m data_fetch` with arguments."""
    spec = importlib.util.spec_from_file_location("toy_pieces", Path(__file__).parents[1] / "toy_data.py")
    toy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(toy)
    notes = []
    for piece in toy.pieces:
        length = piece["notes"][:, 2].max() + 0.25
        notes.append(np.concatenate([piece["notes"] + [0, i * length, i * length] for i in range(TIMES)]))
    rows = np.concatenate(notes)
    np.savez_compressed(
        folder / toy.NOTES_FILE,
        pitch=rows[:, 0].astype(np.uint8),
        start=np.round(rows[:, 1] * toy.UNITS).astype(np.int32),
        end=np.round(rows[:, 2] * toy.UNITS).astype(np.int32),
        notes=np.array([len(one) for one in notes], dtype=np.int32),
        source=np.array("toy pieces"),
        source_licence=np.array("None."),
        **{
            name: np.array([piece[key] for piece in toy.pieces])
            for name, key in (("piece", "name"), *((key, key) for key in ("composer", "work", "licence", "by")))
        },
    )


def make_full_data(folder: Path, fetch) -> None:
    """The scores that the data command has with it."""
    fetch("--to", folder, "--source", "scores")


def check_full_run(records: dict) -> None:
    """Each network beats pairs of pitches, and steps stay far from real ones at each temperature."""
    assert max(row["test_nll"] for row in records["model_runs"]["rows"]) < 3.8
    assert min(row["jsd_step"] for row in records["temperature_runs"]["rows"]) > 0.05
