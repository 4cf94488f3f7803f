"""培训: plans, classes, attendance, study hours."""
