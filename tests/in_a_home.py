"""Loaded before the settings: gives the whole test run a home of its own, so that no test ever touches ./var."""

import os
import tempfile

import pytest

os.environ.setdefault("IKKAN_HOME", tempfile.mkdtemp(prefix="ikkan-test-"))
os.environ.setdefault("IKKAN_TOWN", "222127")
os.environ.setdefault("IKKAN_HTTPS", "0")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Count a skipped test as a failure where that is asked for (CI)."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter is not None else []
    if skipped and os.environ.get("IKKAN_NO_SKIPS"):
        reporter.write_line(f"{len(skipped)} skipped tests count as failures here", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
