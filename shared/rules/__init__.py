"""Rules as cited data: packs, violations, periods."""
