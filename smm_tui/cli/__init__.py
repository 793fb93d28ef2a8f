"""Commands without a screen; nothing here loads Textual."""
