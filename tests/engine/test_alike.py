"""Which answers to a question are alike, for a person to look at together."""

from __future__ import annotations

from grader.reports.alike import Facts, figure_facts, groups_of

AXIS = {"xlabel": "epoch", "ylabel": "loss", "yscale": "log", "lines": [{}, {}], "legend": ["a", "b"]}


def together(**answers: Facts) -> set[frozenset[str]]:
    return {frozenset(group.members) for group in groups_of(answers)}


def test_texts_that_differ_in_signs_and_a_word_are_alike_and_another_number_is_another_answer():
    long = "I would choose 0.01 since its loss falls fastest and it is the lowest of all at the end of the run"
    found = together(
        a=Facts(text=long),
        b=Facts(text=f"**{long.upper()}**."),
        c=Facts(text=long.replace("lowest", "smallest")),
        d=Facts(text=long.replace("0.01", "0.1")),
        e=Facts(text="Something else."),
        f=Facts(text=""),
        g=Facts(text=" "),
    )
    assert found == {frozenset("abc"), frozenset("d"), frozenset("e"), frozenset("fg")}


def test_figures_are_alike_by_what_they_have_and_not_by_the_words_on_them():
    other_words = {**AXIS, "xlabel": "Epoche", "lines": [{"label": "x"}, {"y": [1]}]}
    found = together(
        a=Facts(printed={"axes": [AXIS]}, code="plt.plot(x)"),
        b=Facts(printed={"axes": [other_words]}, code="plt.semilogy(y)"),
        c=Facts(printed={"axes": [{**AXIS, "yscale": "linear"}]}),
        d=Facts(printed={"axes": [{**AXIS, "lines": [{}]}]}),
        e=Facts(printed={"axes": "nothing"}),
    )
    assert found == {frozenset("ab"), frozenset("c"), frozenset("d"), frozenset("e")}
    assert figure_facts({"axes": [AXIS]}) == (
        "x axis labelled, y axis labelled, logarithmic y axis, 2 lines, a legend",
    )


def test_answers_that_fail_the_same_tests_and_rules_are_alike_and_the_group_says_which():
    failed = (("it counts", "failed"), ("it adds", "passed"))
    groups = groups_of(
        {
            "a": Facts(tests=failed, findings=("! 3 runs are missing",), code="x = 1"),
            "b": Facts(tests=failed, findings=("! 4 runs are missing",), code="y = 2 + 3"),
            "c": Facts(tests=(("it counts", "passed"), ("it adds", "passed")), code="x = 1"),
        }
    )
    assert [group.members for group in groups] == [("a", "b"), ("c",)], "the largest first"
    assert groups[0].shared == ("it counts: failed", "! 3 runs are missing")
    assert groups[1].shared == ("no test failed",)


def test_code_of_which_nothing_else_is_known_is_alike_whatever_its_names_are():
    found = together(
        a=Facts(code="total = 0\nfor value in values:\n    total += value\n"),
        b=Facts(code="result = 0\nfor one in numbers:\n    result += one\n"),
        c=Facts(code="total = sum(values) / len(values) + max(values)\n"),
    )
    assert found == {frozenset("ab"), frozenset("c")}
