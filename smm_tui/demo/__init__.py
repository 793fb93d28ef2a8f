"""The embedded demo panel, an ASGI app; it shares no code with the client."""
