"""The peer of our files: pyogrio reads a GeoPackage and writes GeoJSON, by Arrow where it can."""

import sys

import pyogrio

if __name__ == "__main__":
    frame = pyogrio.read_dataframe(sys.argv[1], use_arrow=True)
    pyogrio.write_dataframe(frame, sys.argv[2], driver="GeoJSON", use_arrow=True)
