"""Checked filters as conditions of statements, on either store."""
