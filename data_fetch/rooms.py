"""Rooms by a formula: echo, colour and the noise that a microphone hears when nobody plays.

A room is drawn from its name, so the same name is the same room on every run. The echo is noise that dies away
exponentially, a common model of late reverberation (J.-M. Jot and A. Chaigne, Digital delay networks for designing
artificial reverberators, AES convention 90, 1991).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.signal import fftconvolve

from data_fetch.features import tilted

ECHO_TIMES = (0.15, 0.9)  # s until an echo has lost 60 dB
TILTS = (-5.0, 5.0)  # dB per octave, of the whole sound
NOISE_LEVELS = (-58.0, -46.0)  # dB below the loudest sample
NOISE_TILTS = (-7.0, 0.0)  # dB per octave
WET = (0.15, 0.5)  # the energy of the echo as a share of that of the direct sound
LOUDEST = 0.9


@dataclass(frozen=True)
class Room:
    """Where a recording was made. Times in s, levels in dB, tilts in dB per octave."""

    name: str
    echo_time: float
    wet: float
    tilt: float
    noise_level: float
    noise_tilt: float

    def put(self, sound: np.ndarray, rate: int, take: str) -> np.ndarray:
        """The `sound` (1-D floats, `rate` samples per second) as it is recorded here: as many float64, at most 0.9.

        `take`: the noise is new for each, its colour and level are the room's. Echo and colour are those of the room.
        """
        rng = np.random.default_rng(list(f"echo of {self.name}".encode()))
        moments = np.arange(1, math.ceil(self.echo_time * rate)) / rate
        echo = rng.normal(size=len(moments)) * 10 ** (-3 * moments / self.echo_time)
        echo *= math.sqrt(self.wet) / np.linalg.norm(echo)
        wet = fftconvolve(sound, np.concatenate([[1.0], echo]))[: len(sound)]
        wet = tilted(wet, self.tilt, rate)
        noise = np.random.default_rng(list(f"{take} in {self.name}".encode())).normal(size=len(sound))
        noise = tilted(noise, self.noise_tilt, rate)
        loudest = np.abs(wet).max()
        if loudest == 0:
            return wet
        noise *= 10 ** (self.noise_level / 20) / np.sqrt(np.mean(noise**2))
        recorded = wet / loudest + noise
        return LOUDEST * recorded / np.abs(recorded).max()


def room(name: str) -> Room:
    """The room of this name: the same on every run."""
    rng = np.random.default_rng(list(f"room {name}".encode()))
    drawn = {
        "echo_time": rng.uniform(*ECHO_TIMES),
        "wet": rng.uniform(*WET),
        "tilt": rng.uniform(*TILTS),
        "noise_level": rng.uniform(*NOISE_LEVELS),
        "noise_tilt": rng.uniform(*NOISE_TILTS),
    }
    return Room(name, **drawn)
