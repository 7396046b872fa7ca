"""The process: everything that touches the outside, and the wiring."""
