"""Where sounds come from. The place for every url, size, checksum, licence and citation of `data_fetch`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A collection of sounds. Addresses, sizes and checksums of the Iowa files are in `iowa_files.json`."""

    title: str
    home: str
    licence: str
    citation: str


# The opening recording: its original address, and the copy of it that the Internet Archive has nearest to 2020.
# The archive's `id_` asks for the file as it was, without a frame around it.
OPENING_ADDRESS = (
    "http://theremin.music.uiowa.edu/sound%20files/MIS/Woodwinds/sopranosaxophone/SopSax.Vib.pp.C6Eb6.aiff"
)
OPENING_ADDRESSES = (OPENING_ADDRESS, f"https://web.archive.org/web/2020id_/{OPENING_ADDRESS}")

IOWA = Source(
    title="Recordings of single notes, University of Iowa Musical Instrument Samples",
    home="https://theremin.music.uiowa.edu/MIS.html",
    licence="Public domain: may be used in any way without any restriction.",
    citation="Lawrence Fritts, Musical Instrument Samples, University of Iowa Electronic Music Studios.",
)

TIMGM = Source(
    title="Notes rendered from the General MIDI soundfont TimGM6mb (in the Python package pretty_midi)",
    home="https://timbrechbill.com/saxguru/Timidity.php",
    licence="The soundfont is under the GNU General Public License, version 2 (as its Debian package states it).",
    citation=(
        "Tim Brechbill, TimGM6mb.sf2, 2004, with changes by David Bolton, 2010. "
        "Colin Raffel and Daniel P. W. Ellis, Intuitive Analysis, Creation and Manipulation of MIDI Data with "
        "pretty_midi, ISMIR 2014 Late Breaking and Demo Papers."
    ),
)

DL4MIR = Source(
    title="The original data set uiowa of the deep-learning tutorial for music informatics (features of unnamed kind)",
    home="https://github.com/marl/dl4mir-tutorial",
    licence="None is stated. Do not hand the files on.",
    citation="Eric J. Humphrey and Juan P. Bello, New York University, tutorial dl4mir.",
)
