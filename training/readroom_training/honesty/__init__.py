"""Does a draft say what the findings say? The same definitions as src/domain/honesty, on the same lists."""
