"""Thin doors for people: pages for citizens, the desk, the board and the operator."""
