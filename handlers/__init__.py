"""The pure core: what is said, and when."""
