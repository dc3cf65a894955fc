"""Features: rows with a shape and a name, found by any filter, in any order, page by page."""
