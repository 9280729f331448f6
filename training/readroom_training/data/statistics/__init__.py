"""What a data set holds, counted while it streams by."""
