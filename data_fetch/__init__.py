"""Fetch or make the data of an assignment: `python -m data_fetch ASSIGNMENT --to DIR`.

One module per data set. Each has `add_arguments(parser)` and `run(arguments)` for the command line and
`fetch(to, ...) -> Path` for Python. What they share:

| module | what it does |
|---|---|
| `sources` | where sounds come from: licence, citation, and for downloads url, bytes, checksum |
| `recordings` | finds notes on disk by instrument and pitch, and reads them |
| `soundfont` | renders notes with the General MIDI soundfont that `pretty_midi` carries |
| `features` | sound to MFCC windows, and changed copies of a sound |
| `store` | writes a set of files so that there is never half a set |
| `pool` | the same function on many notes, on several cores |

Whatever a user can put right raises `FetchError`, whose text says what to do.
"""

from data_fetch.errors import FetchError

__all__ = ["FetchError"]
