"""Fetch or make the data of an assignment: `python -m data_fetch ASSIGNMENT --to DIR`.

| module | what it does |
|---|---|
| `music_classification`, `nsynth_rnn`, `irmas_polyphony`, `piano_lstm`, `author_music` | data sets; the others: tools |
| `recipe` | how its rows are made from notes |
| `opening` | the recording with which it opens |
| `dl4mir` | checks its original files, which are placed by hand |
| `sources` | where sounds come from: home, licence, citation |
| `iowa` | the recordings of the University of Iowa from their public repository; `iowa_files.json` lists them |
| `download` | files from the web: checked, several at a time, resumed |
| `recordings` | finds notes on disk by instrument and pitch, and reads them |
| `soundfont` | plays notes with the General MIDI soundfont that `pretty_midi` carries |
| `features` | sound to MFCC windows, and changed copies of a sound |
| `store` | writes a set of files so that there is never half a set |
| `nsynth` | what NSynth looks like on disk: names, numbers, the files of one split |
| `nsynth_rendered` | notes in that layout, played by the soundfont and by `formants`, which sings vowels |
| `nsynth_archives` | notes from the official archives of NSynth, which are read while they arrive |
| `author_scores` | guitar pieces from the scores in `author_midi/`, played by the soundfont |
| `author_recordings` | recordings of two authors: a user's folder, or GuitarSet |
| `rooms` | rooms by a formula: echo, colour, noise |
| `large_file` | one large file from the web: resumed at the same byte, checked by its md5 |
| `midi_notes` | notes from a MIDI file, and what is wrong with one |
| `folders` | writes folders of many files so that there is never half a set; packs them |

To add a data set, write one module with the assignment's name (`grader new` does), here or in the folder `data_fetch/`
of a course that lies elsewhere. It has `add_arguments(parser)` and `run(arguments)` for the command line, and
`fetch(to, ...) -> Path` for Python.
"""

from pkgutil import extend_path

__path__ = extend_path(__path__, __name__)  # where a course lies elsewhere: its own data sets


class FetchError(Exception):
    """Something the user can put right. The text says what is wrong and what to do."""
