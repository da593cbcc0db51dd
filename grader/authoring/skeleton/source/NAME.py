# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # NAME
#
# What this notebook is about, and what students can do when they are through.
#
# Work from top to bottom. A cell that begins with `#grade …` is graded by a program: keep that line as its **first
# line**. Plots, comments and records are graded from what stands in the notebook that you hand in, so keep the outputs.

# %%
import json
import time

import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# ## 1. The data
#
# `numbers` is an array of one dimension. Where it comes from stands in `data_fetch/NAME.py`.

# %% toy="data"
with open("data/numbers.json") as file:
    numbers = np.array(json.load(file))
print(f"{numbers.size} numbers from {numbers.min():.2f} to {numbers.max():.2f}")

# %% [markdown]
# ## 2. Above the limit (6 points)
#
# Write `count_above(numbers, limit)`. It returns how many of `numbers`, an array of one dimension, {rule=counts}
# are **strictly greater** than `limit`, {rule=strictly} as one integer. {rule=one_number}

# %% answer="count_above"
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def count_above(numbers, limit):
    ### BEGIN SOLUTION
    return int((numbers > limit).sum())
    ### END SOLUTION

# %% check="count_above" points=6
assert count_above(np.array([1, 5, 7]), 2) == 2, "Two of 1, 5 and 7 are greater than 2."
print("Good: it counts two of three numbers.")

# %% [markdown]
# ## 3. How long it takes
#
# ### Record: metrics (2 points)
#
# Run the next two cells. They measure `count_above` on four sizes and print the record, which is graded.

# %% toy="skip"
rows = []
for size in (1_000, 10_000, 100_000, 1_000_000):
    many = np.resize(numbers, size)
    start = time.perf_counter()
    count_above(many, 0.5)
    rows.append({"size": size, "time": time.perf_counter() - start})

# %% evidence="metrics" points=2 toy="skip"
print(json.dumps({"evidence": "metrics", "rows": rows}))

# %% [markdown] rubric="metrics"
# - [2] Times greater than 0.

# %% [markdown]
# ### Plot: metrics (2 points)
#
# Draw the time against the size, with a logarithmic y axis and a label on each axis. Leave the last three lines of the
# cell where they are.

# %% plot="plot_metrics" points=2 toy="skip"
### BEGIN SOLUTION
plt.semilogy([row["size"] for row in rows], [row["time"] for row in rows], "o-")
plt.xlabel("numbers")
plt.ylabel("time in seconds")
### END SOLUTION
drawn = {"evidence": "plot_metrics", "axes": [{"yscale": ax.get_yscale()} for ax in plt.gcf().axes]}
plt.show()
print(json.dumps(drawn))

# %% [markdown] rubric="plot_metrics"
# - [1] A logarithmic y axis.
# - [1] Labels on both axes.

# %% [markdown]
# ### Comment (2 points)
#
# In two sentences: how does the time grow with the size, and how do you see it in *your* figure?

# %% [markdown] written="comment" points=2
# **Your comment:**
#
# ### BEGIN SOLUTION
# It grows in proportion to the size, once that is large. In the figure ten times the numbers take about ten times as
# long.
# ### END SOLUTION

# %% [markdown] rubric="comment"
# - [1] In proportion to the size, or slower for small ones.
# - [1] Numbers of the own figure.
