"""Landtrust: parcel maps and collective ownership for community land trusts."""
