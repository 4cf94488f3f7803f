"""The demo's inputs: raw facts of an invented quarter in the real areas of Nanyang."""
