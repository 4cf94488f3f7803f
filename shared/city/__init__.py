"""The city: which instances there are, who follows whom, its areas, its day, and copies of the registry's facts."""
