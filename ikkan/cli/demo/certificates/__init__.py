"""Requests for certificates of residence in the demo: by every way, with a stated share of planted faults."""
