"""Pure rules: numbers, names, money, areas and coordinate systems."""
