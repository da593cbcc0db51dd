"""Where student code runs: the trusted side's worker, the pre-loaded zygote, and the walls around each cell."""
