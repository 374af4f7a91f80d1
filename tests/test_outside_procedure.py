"""A procedure of another distribution is found by its entry point and walks from the form to the answer."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ikkan.kernel import registry
from ikkan.kernel.outcome import Passed, Text
from ikkan.kernel.procedure import Procedure

HERE = Path(__file__).parent
WALK = """
import django; django.setup()
from datetime import UTC, datetime
from django.core.management import call_command
from ikkan.corridor.filing import file_application
from ikkan.corridor.worker import Worker
from ikkan.people.models import Account
from ikkan.rooms.answer.models import Notice
call_command("migrate", verbosity=0)
answers = {"name": "高橋", "address": "焼津市 1", "amount": 500, "on": "2026-10-05", "electronic_notice": True}
case = file_application(
    procedure="tiny", answers=answers, key="k", channel="web", now=datetime.now(UTC),
    applicant=Account.objects.create_user("applicant"),
)
Worker({}).work_until_idle()
case.refresh_from_db()
notice = Notice.objects.get(case=case)
print(case.number[0], case.room, notice.channel, notice.available_at is not None)
"""


@pytest.mark.slow
def test_an_outside_wheel_walks_a_case(tmp_path: Path) -> None:
    # built from a copy: a build leaves its traces beside the source
    shutil.copytree(HERE / "tiny", tmp_path / "source")
    uv = Path(sys.executable).parent / "uv"
    subprocess.run(
        [uv, "build", "--quiet", "--wheel", "--out-dir", tmp_path / "dist"], cwd=tmp_path / "source", check=True
    )
    site = tmp_path / "site"
    wheel = next((tmp_path / "dist").glob("*.whl"))
    subprocess.run([uv, "pip", "install", "--quiet", "--no-deps", "--target", site, wheel], check=True)
    environment = {
        **os.environ, "PYTHONPATH": os.pathsep.join([str(site), str(HERE.parent)]), "IKKAN_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "ikkan.config.settings", "DATABASE_URL": "",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", WALK], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.split() == ["T", "closed", "mailbox", "True"]


def test_a_code_or_letter_declared_twice_is_refused_naming_both_modules() -> None:
    first = Procedure(
        code="twice", letter="Z", title=Text("", ""), folder=HERE, form_version="1", reference_day=lambda a: None,
        validate=lambda a, n: (), find_round=lambda a, n: None, gather=lambda c, b, n: [None] * len(c),
        check=lambda f: Passed(), decide=lambda f: (), keep=lambda c: None, compose=lambda r, n: [],
        retention_years=1, answer_days=("a", "b"),
    )  # fmt: skip
    registry.register(first, "town.first")
    try:
        for clash in (replace(first, letter="Y"), replace(first, code="other")):
            with pytest.raises(registry.DuplicateProcedure, match=r"town\.second.*town\.first"):
                registry.register(clash, "town.second")
    finally:
        registry.forget("twice")
