"""What stands between the program and a real terminal."""
