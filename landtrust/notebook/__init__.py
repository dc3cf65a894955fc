"""The door for whoever writes Python: parcels as frames and maps, in a notebook or anywhere."""
