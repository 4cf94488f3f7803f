"""Making the inputs: CSV files of an invented quarter, the same bytes each time."""
