"""Every write that is not a load, one use case a function."""
