"""The kernel: plain Python that every room builds on. It knows no Django, no clock and no network."""
