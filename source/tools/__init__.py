"""What author texts share. The builder puts these files into the cells that include them."""
