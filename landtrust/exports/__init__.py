"""Read models to files and tile archives."""
