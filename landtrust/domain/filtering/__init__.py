"""Filters in the Common Query Language: read, checked, and asked of a row."""
