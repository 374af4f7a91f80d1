"""The five rooms at a glance."""
