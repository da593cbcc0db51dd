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


@dataclass(frozen=True)
class Archive:
    """One file below an address. `notes`: how many sounds (or songs) are in it."""

    name: str
    bytes: int
    md5: str
    notes: int


NSYNTH = Source(
    title="NSynth, a large-scale dataset of annotated musical notes",
    home="https://magenta.tensorflow.org/datasets/nsynth",
    licence="Creative Commons Attribution 4.0 International (CC BY 4.0).",
    citation=(
        "Jesse Engel, Cinjon Resnick, Adam Roberts, Sander Dieleman, Douglas Eck, Karen Simonyan and Mohammad Norouzi, "
        "Neural Audio Synthesis of Musical Notes with WaveNet Autoencoders, 2017, arXiv:1704.01279."
    ),
)

# The same files at two addresses.
NSYNTH_ADDRESSES = (
    "https://storage.googleapis.com/download.magenta.tensorflow.org/datasets/nsynth",
    "http://download.magenta.tensorflow.org/datasets/nsynth",
)
NSYNTH_ARCHIVES = {
    "train": Archive("nsynth-train.jsonwav.tar.gz", 23_815_298_079, "fde6665a93865503ba598b9fac388660", notes=289_205),
    "valid": Archive("nsynth-valid.jsonwav.tar.gz", 1_068_767_009, "87e94a00a19b6dbc99cf6d4c0c0cae87", notes=12_678),
    "test": Archive("nsynth-test.jsonwav.tar.gz", 349_501_546, "5e6f8719bf7e16ad0a00d518b78af77d", notes=4_096),
}


@dataclass(frozen=True)
class ZipArchive:
    """One zip file, known by its sha256."""

    name: str
    bytes: int
    sha256: str


PIANO_SCORES = Source(
    title="48 piano scores of the Mutopia Project, rendered as MIDI by LilyPond",
    home="https://www.mutopiaproject.org",
    licence="Public domain, as each score says. Who typeset it stands in LICENCES.csv.",
    citation="The Mutopia Project, MutopiaProject/MutopiaProject@2144afd6f52d56c5b6995b8b589ef1268b3139f0.",
)

KRUEGER = Source(
    title="Classical piano MIDI of piano-midi.de by Bernd Krueger",
    home="http://www.piano-midi.de",
    licence=(
        "CC BY-SA 3.0 Germany. Name: Bernd Krueger, source: http://www.piano-midi.de. Hand on under the same licence."
    ),
    citation="Bernd Krueger, http://www.piano-midi.de, from yoshikodes/ML-Music@4ca432d.",
)

MAESTRO = Source(
    title="MAESTRO v3.0.0, MIDI of piano performances",
    home="https://magenta.tensorflow.org/datasets/maestro",
    licence="CC BY-NC-SA 4.0: with the makers' names, not for money, and under the same licence.",
    citation=(
        "Curtis Hawthorne and others, Enabling Factorized Piano Music Modeling and Generation with the MAESTRO "
        "Dataset, ICLR 2019, arXiv:1810.12247."
    ),
)
MAESTRO_ADDRESS = "https://storage.googleapis.com/magentadata/datasets/maestro/v3.0.0"
MAESTRO_ARCHIVE = ZipArchive(
    "maestro-v3.0.0-midi.zip", 58_416_533, "70470ee253295c8d2c71e6d9d4a815189e35c89624b76d22fce5a019d5dde12c"
)

OWN_MIDI = Source(
    title="MIDI files on disk",
    home="on disk",
    licence="That of each piece stands in LICENCES.csv, as far as it is known. Do not hand on what is not yours.",
    citation="none",
)

GUITAR_SCORES = Source(
    title="Guitar scores of the Mutopia Project, played by the soundfont TimGM6mb in rooms by a formula",
    home="https://www.mutopiaproject.org",
    licence="Each score under its own (public domain, CC BY-SA 3.0 or 4.0): see LICENCES.csv, which goes along.",
    citation=(
        "The Mutopia Project, https://www.mutopiaproject.org; who typeset each score stands in LICENCES.csv. "
        "Tim Brechbill, TimGM6mb.sf2, 2004, with changes by David Bolton, 2010 (GNU General Public License, version 2)."
    ),
)

GUITARSET = Source(
    title="GuitarSet, microphone recordings",
    home="https://zenodo.org/records/3371780",
    licence="Creative Commons Attribution 4.0 International (CC BY 4.0).",
    citation=(
        "Qingyang Xi, Rachel M. Bittner, Johan Pauwels, Xuzhou Ye and Juan P. Bello, GuitarSet: A Dataset for Guitar "
        "Transcription, ISMIR 2018, doi:10.5281/zenodo.3371780."
    ),
)
GUITARSET_ADDRESSES = ("https://zenodo.org/records/3371780/files", "https://zenodo.org/record/3371780/files")
GUITARSET_ARCHIVE = Archive("audio_mono-mic.zip", 656_927_981, "275966d6610ac34999b58426beb119c3", notes=360)
# Some of its recordings, in public repositories; `guitarset_small.json` lists them with sizes and checksums.
GUITARSET_SMALL_ADDRESS = "https://raw.githubusercontent.com"

OWN_RECORDINGS = Source(
    title="Recordings of your own",
    home="",
    licence="Yours to know. Do not hand on what you have no right to.",
    citation="",
)

IRMAS = Source(
    title="IRMAS, a dataset for instrument recognition in musical audio signals",
    home="https://zenodo.org/records/1290750",
    licence=(
        "Creative Commons Attribution-NonCommercial-ShareAlike 3.0 (CC BY-NC-SA 3.0): not for profit, and "
        "not to be handed on here."
    ),
    citation=(
        "Juan J. Bosch, Jordi Janer, Ferdinand Fuhrmann and Perfecto Herrera, A Comparison of Sound Segregation "
        "Techniques for Predominant Instrument Recognition in Musical Audio Signals, ISMIR 2012, 559-564."
    ),
)
IRMAS_ADDRESS = "https://zenodo.org/record/1290750/files"
IRMAS_ARCHIVES = {  # name: md5
    "IRMAS-TrainingData.zip": "4fd9f5ed5a18d8e2687e6360b5f60afe",
    "IRMAS-TestingData-Part1.zip": "5a2e65520dcedada565dff2050bb2a56",
    "IRMAS-TestingData-Part2.zip": "afb0c8ea92f34ee653693106be95c895",
    "IRMAS-TestingData-Part3.zip": "9b3fb2d0c89cdc98037121c25bd5b556",
}

BABYSLAKH = Source(
    title="BabySlakh, 20 songs played by sampled instruments, with a stem for each",
    home="https://zenodo.org/records/4603870",
    licence="Creative Commons Attribution 4.0 International (CC BY 4.0): name its makers where you hand it on.",
    citation=(
        "Ethan Manilow, Gordon Wichern, Prem Seetharaman and Jonathan Le Roux, Cutting Music Source Separation Some "
        "Slakh: A Dataset to Study the Impact of Training Data Quality and Quantity, WASPAA 2019."
    ),
)
BABYSLAKH_ADDRESS = "https://zenodo.org/record/4603870/files"
BABYSLAKH_ARCHIVE = Archive("babyslakh_16k.tar.gz", 882_818_115, "311096dc2bde7d61c97e930edbfc7f78", notes=20)

IRMAS_RENDERED = Source(
    title="Scores of the Mutopia Project, played by the General MIDI soundfont TimGM6mb",
    home="https://www.mutopiaproject.org",
    licence=(
        "The scores are in the public domain, as those who typeset them declared (irmas_scores.json names them). "
        + TIMGM.licence
    ),
    citation=f"The Mutopia Project. {TIMGM.citation}",
)

OWN_FILES = Source(
    title="Files on disk in the layout of IRMAS",
    home="",
    licence="That of the files. Do not hand them on unless it allows that.",
    citation="That of the files.",
)
