"""The order book, in SQLite; SQL stops here."""
