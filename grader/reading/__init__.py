"""A submission as it came → the cells of the release, found and mended."""
