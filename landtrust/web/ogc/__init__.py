"""OGC API - Features: the same data by the interface that geographic programs speak."""
