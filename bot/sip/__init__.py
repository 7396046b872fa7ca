"""A telephone of our own on SIP: UDP, G.711, digits by RFC 4733; for a house's network or a test.

No registration, no encryption, no NAT: a provider's trunk ends at a real exchange, which then calls
this one.
"""
