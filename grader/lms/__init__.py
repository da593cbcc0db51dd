"""Learning management systems: one module each; only `registry` and these know them by name."""
