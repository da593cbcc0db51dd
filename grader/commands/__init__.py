"""The subcommands: each module has EXAMPLE, `add_arguments(parser)` and `run(chosen) -> exit code`."""
