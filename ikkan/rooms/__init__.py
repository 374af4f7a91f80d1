"""The five rooms that a case walks through; none knows another."""
