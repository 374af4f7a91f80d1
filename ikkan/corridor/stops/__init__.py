"""Holds (抑止) and protection (支援措置) as the office works with them: deeds, second persons, warnings, letters."""
