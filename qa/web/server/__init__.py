"""The server itself: its connections, and what it takes of its process."""
