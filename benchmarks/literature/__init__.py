"""Published formats: readers, the problem that each states, and a checker that works on the file alone."""
