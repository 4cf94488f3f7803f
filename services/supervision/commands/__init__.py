"""What supervision can be asked to do, by subject."""
