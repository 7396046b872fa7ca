"""One person's record in the register: one-time codes, grants, the tables behind them."""
