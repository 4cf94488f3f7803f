"""What development can be asked to do: load, decide, record."""
