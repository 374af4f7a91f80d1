"""Test the placement engine and its independent checker."""
