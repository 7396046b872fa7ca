"""The law as data: instruments, provisions, their dates, and how they are cited."""
