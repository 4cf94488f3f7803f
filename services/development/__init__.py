"""发展党员: cases from the application to the archive, and the yearly plan."""
