"""The telephone: the same dialogue by keypad, whichever provider carries the call.

provider ─▶ line.parse ─▶ keys ─▶ call.decide ─▶ event ─▶ conversation ─▶ screens ─▶ prompts
                                                                                       │
provider ◀─ line.write ◀─ verbs (say, gather, transfer, hang up) ◀─────────────────────┘
"""
