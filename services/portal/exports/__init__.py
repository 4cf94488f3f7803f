"""Lists that leave the system: for a purpose, noted, marked, and in number only with a second person (R-PRV-22)."""
