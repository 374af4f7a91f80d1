"""Ikkan (一貫): carries a citizen's request straight through the town hall."""
