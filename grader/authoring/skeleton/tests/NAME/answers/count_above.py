# %% right="loop"
# A loop.
def count_above(numbers, limit):
    return sum(1 for number in numbers if number > limit)


# %% [markdown]
# ## test_it_counts_the_numbers_above_the_limit


# %% wrong="at_most_one" hint="Count the numbers" at_most=40
# Counts up to one.
def count_above(numbers, limit):
    return int((numbers > limit).any())


# %% [markdown]
# ## test_a_number_equal_to_the_limit_does_not_count


# %% above="own_comparison"
def reaches(number, limit):
    return number >= limit


# %% wrong="own_comparison" hint="strictly" at_most=70
# Counts equal numbers too, by a function in a cell above.
def count_above(numbers, limit):
    return sum(reaches(number, limit) for number in numbers)
