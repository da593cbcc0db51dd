"""Author text → notebook → release and executed solution."""
