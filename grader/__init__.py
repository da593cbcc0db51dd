"""The engine that turns author texts into releases, and submissions into grades and feedback."""

__version__ = "0.1.0"
