"""From a foreign file to stored parcels, with counts."""
