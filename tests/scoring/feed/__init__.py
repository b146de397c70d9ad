"""The registry's feed: followed, called, and found restored."""
