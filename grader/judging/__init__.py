"""Repaired notebook → verdicts: hidden tests here, student code in the sandbox."""
