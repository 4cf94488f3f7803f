"""Playing the inputs: from CSV files to requests of people and events of systems."""
