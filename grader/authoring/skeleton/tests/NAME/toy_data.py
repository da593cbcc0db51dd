"""The data cell of the toy world: all names of the notebook's data cell, small and without a file."""

import numpy as np

numbers = np.linspace(0, 1, 7)
