"""Where data come from, described as data, and how files are read."""
