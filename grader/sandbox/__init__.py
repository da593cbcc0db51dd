"""Where student code runs: the trusted side's worker, the sandbox process, and the walls around each cell."""
