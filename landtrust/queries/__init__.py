"""Reads: filters in, frozen read models out."""
