"""Tests that cross the house."""
