"""What is missing in a notebook that will be handed in, as far as it can be seen from inside."""

# @title What is missing?
import contextlib  # again: this cell works in a new runtime, too
import io
import json
import os
from pathlib import Path


def this_notebook(names):
    """Return this notebook as Colab shows it, elsewhere as it was last saved; None where it cannot be seen."""
    with contextlib.suppress(Exception):  # a module that only Colab has, and does not document
        from google.colab import _message

        return _message.blocking_request("get_ipynb", request="", timeout_sec=20)["ipynb"]
    for path in (os.environ.get("JPY_SESSION_NAME"), names.get("__vsc_ipynb_file__")):  # Jupyter, VS Code
        with contextlib.suppress(Exception):
            return json.loads(Path(path).read_text(encoding="utf-8"))
    return None


def look_at_names(names):
    """Return what is missing in the cell with Net ID and name."""
    given = {"Net ID": names.get("NET_ID"), "name": names.get("NAME")}
    return [f"Your {what} in section 1." for what, value in given.items() if not str(value or "").strip()]


def look_at_answer(names, name):
    """Run the self-check of a graded cell again. Return what it says if it is not content."""
    check = names.get(f"check_{name}")
    try:
        if check is None:
            return [f"Graded cell {name}: its self-check was not run in this runtime."]
        with contextlib.redirect_stdout(io.StringIO()):
            check()
    except NotImplementedError:
        return [f"Graded cell {name}: not answered, `raise NotImplementedError()` is still there."]
    except NameError as problem:
        return [f"Graded cell {name}: not answered, or not run ({problem})."]
    except (Exception, SystemExit) as problem:
        return [f"Graded cell {name}: its self-check says: {problem}"]
    return []


def look_at_record(names, name, keys, key, settings, times=1):
    """Return what a record lacks: `keys` of its rows, and `times` runs with each of the `settings` of `key`."""
    rows = names.get(name)
    if not rows:
        return [f"Record {name}: it is empty. Run the cell that measures it."]
    lacking = [word for word in keys if any(word not in row for row in rows)]
    few = [str(value) for value in settings if [row.get(key) for row in rows].count(value) < times]
    measured = "no run" if times == 1 else f"fewer than {times} runs"
    return ([f"Record {name}: no value for {', '.join(lacking)}."] if lacking else []) + (
        [f"Record {name}: {measured} with {key} {', '.join(few)}."] if few else []
    )


def look_at_outputs(notebook, shown, plots_and_records, texts):
    """Return which comments, plots and records the notebook lacks, and whether it will be saved without outputs."""
    if notebook is None:
        return [
            f"Output of {name}: its cell was not run to the end in this runtime."
            for name in plots_and_records
            if name not in shown
        ]
    missing = []
    if notebook["metadata"].get("colab", {}).get("private_outputs"):
        missing.append("Outputs: they will not be saved. Turn Edit > Notebook settings > Omit code cell output off.")
    for cell in notebook["cells"]:
        name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")
        printed = "".join("".join(output.get("text", "")) for output in cell.get("outputs", []))
        if name in plots_and_records and f'{{"evidence": "{name}"' not in printed:
            missing.append(f"Output of {name}: it is not in the notebook. Run its cell, and save.")
        if name in texts and "YOUR ANSWER HERE" in "".join(cell["source"]):
            missing.append(f"Your text {name}: YOUR ANSWER HERE still stands in its cell.")
    return missing


def look_at_settings(names, asked):
    """Return a warning for each setting that is another than the text asks for."""
    return [
        f"{name} is {names.get(name)}: set it to {value}, and measure again."
        for name, value in asked.items()
        if names.get(name) != value
    ]


def look(function, *arguments, **more):
    """Call a function of this cell. What it cannot do becomes a sentence, not an error."""
    try:
        return function(*arguments, **more)
    except (Exception, SystemExit) as problem:
        return [f"{function.__name__} could not be done: {problem!r}"]


def say_what_is_missing(names, graded, plots_and_records, texts, records, asked):
    """Print what is missing, as far as it can be seen from inside the notebook with these `names`.

    `records`: {name: what `look_at_record` needs}, `asked`: {name of a setting: the value that the text asks for}.
    """
    notebook, missing_parts = this_notebook(names), look(look_at_names, names)
    for name in graded:
        missing_parts += look(look_at_answer, names, name)
    for name, needed in records.items():
        missing_parts += look(look_at_record, names, name, **needed)
    missing_parts += look(look_at_settings, names, asked)
    missing_parts += look(look_at_outputs, notebook, names.get("SHOWN") or (), plots_and_records, texts)

    if missing_parts:
        print("This is missing:")
        print("\n".join(f"  - {part}" for part in missing_parts))
        print("If this runtime is new, run all cells above first. What the file holds already is not lost.")
    else:
        print("Everything that can be seen from here is there.")
    if not names.get("ENERGY_MEASURED"):
        print("Your record holds times only. That is fine: say so in your comments, and what you expect of the energy.")
    print("What cannot be seen from here, so look yourself:")
    if notebook is None:
        print("  - Are all your comments written?")
        print("  - Will the outputs be saved? Colab: Edit > Notebook settings > 'Omit code cell output' must be off.")
    print("  - Is the file that you hand in the one with the plots? Open it once more.")
