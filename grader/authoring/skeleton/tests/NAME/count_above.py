"""Hidden tests of `count_above`. Accepted: any integer type; a loop or NumPy."""

from grader.testing import enforces, number, weight

DEFINES = ("count_above",)  # the names that the answer must define


@weight(2)  # its share of the points; 1 if not said
@enforces("counts", "one_number")  # rules that the text marks
def test_it_counts_the_numbers_above_the_limit(student, rng):
    numbers = rng.permutation(20)
    assert number(student.count(numbers=numbers, limit=12.5)) == 7, "Count the numbers above `limit`."


@enforces("strictly")
def test_a_number_equal_to_the_limit_does_not_count(student, rng):
    numbers = rng.permutation(20) + 0.5
    more = number(student.count(numbers=numbers, limit=12.5)) != number(student.count(numbers=numbers, limit=12.6))
    assert not more, "`strictly greater` leaves out numbers equal to `limit`."
