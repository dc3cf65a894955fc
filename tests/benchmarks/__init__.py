"""Measurements beside another program that does the same work in the same run: ``make bench``."""
