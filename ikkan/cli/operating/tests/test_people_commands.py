"""Accounts, postings and tokens from the command line are those of the services."""

import pytest
from typer.testing import CliRunner

from ikkan.cli.main import APP
from ikkan.people.models import Account, ApiToken, Posting

pytestmark = pytest.mark.django_db


def run(*arguments: str, stdin: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(APP, arguments, input=stdin)
    return done.exit_code, done.output


@pytest.fixture
def officer() -> str:
    assert run("staff", "add", "sato", "--name", "佐藤", "--password-stdin", stdin="correct horse battery\n")[0] == 0
    return "sato"


def test_officer_is_added_posted_and_ended(officer: str) -> None:
    assert run("staff", "office", "childcare", "子育て支援課", "Childcare")[0] == 0
    assert run("staff", "rank", "clerk", "主事", "Clerk", "1")[0] == 0
    where = ("--office", "childcare", "--rank", "clerk")
    assert run("staff", "post", officer, *where, "--duty", "desk", "--from", "2026-04-01")[0] == 0
    posting = Posting.objects.get()
    assert (posting.account.username, posting.duties, str(posting.starts_on)) == ("sato", ["desk"], "2026-04-01")
    assert run("staff", "end", officer, "--on", "2026-09-30")[0] == 0
    posting.refresh_from_db()
    assert str(posting.ends_on) == "2026-09-30"
    assert run("staff", "end", officer, "--close")[0] == 0
    assert not Account.objects.get().is_active


def test_what_is_wrong_is_said(officer: str) -> None:
    where = ("--office", "none", "--rank", "clerk")
    code, said = run("staff", "post", officer, *where, "--duty", "desk")
    assert (code, "ikkan staff office" in said) == (1, True)
    code, said = run("staff", "post", officer, *where, "--duty", "fly")
    assert (code, "Unknown duty fly" in said) == (1, True)
    code, said = run("staff", "end", officer, "--on", "tomorrow")
    assert (code, "YYYY-MM-DD" in said) == (1, True)
    assert run("staff", "add", "suzuki", "--name", "鈴木", "--password-stdin", stdin="short\n")[0] == 1
    assert run("staff", "end", "nobody")[0] == 1


def test_token_is_made_and_revoked(officer: str) -> None:
    code, said = run("token", "make", officer, "monitoring", "--scope", "health", "--days", "30")
    token = ApiToken.objects.get()
    assert code == 0
    assert said.startswith("ik_")
    assert str(token.pk) in said
    assert run("token", "revoke", str(token.pk))[0] == 0
    token.refresh_from_db()
    assert token.revoked_at
    assert run("token", "revoke", "no-id")[0] == 1
