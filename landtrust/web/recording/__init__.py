"""Forms that write into the book of ownership: one question at a time, then all in plain words."""
