"""Facts that we derive from what the rolls say."""
