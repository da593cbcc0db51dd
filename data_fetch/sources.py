"""Where sounds come from. The place for every url, size, checksum, licence and citation of `data_fetch`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A collection of sounds. A download adds its files here: url, bytes, sha256."""

    title: str
    home: str
    licence: str
    citation: str


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
