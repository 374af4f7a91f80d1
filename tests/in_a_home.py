"""Loaded before the settings: gives the whole test run a home of its own, so that no test ever touches ./var."""

import os
import tempfile

os.environ.setdefault("IKKAN_HOME", tempfile.mkdtemp(prefix="ikkan-test-"))
os.environ.setdefault("IKKAN_TOWN", "222127")
os.environ.setdefault("IKKAN_HTTPS", "0")
