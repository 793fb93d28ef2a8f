"""The command line and the commands without a screen; nothing here loads Textual."""
