"""Answers and records as signed cards: made, painted, verified."""
