"""Outside systems and settings: every port asked, every check of the settings run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core import checks
from django.utils.translation import gettext as _

from ikkan.corridor.health.finding import Finding, State
from ikkan.ports.registry import ports

# the checks of Django that look at settings; those of models and templates are of the code, not of this town
LOOKED_AT: Final = ("security", "compatibility", "caches", "sites")


def find_ports() -> Iterator[Finding]:
    """Ask every port whether it works; a fake is fine in a demo and told loudly in a real town."""
    for port in ports():
        health = port.check_config()
        if not health.is_ok:
            state = State.BAD
        elif not health.is_real and settings.IKKAN_PRODUCTION:
            state = State.ATTENTION
        else:
            state = State.GOOD
        said = health.said if health.is_real else _("つくりもの（fake）：%(said)s") % {"said": health.said}
        do = "" if state is State.GOOD else _("docs/settings.md の設定を確かめる")
        yield Finding(
            f"port.{health.name}", _("外の仕組み：%(name)s") % {"name": health.name}, state, said, do=do,
            is_fake=not health.is_real,
        )  # fmt: skip


def find_settings() -> Iterator[Finding]:
    """Run the checks of the settings; in production with those of a deployment."""
    name = _("設定")
    raised = checks.run_checks(tags=list(LOOKED_AT), include_deployment_checks=settings.IKKAN_PRODUCTION)
    for message in raised:
        state = State.BAD if message.level >= checks.ERROR else State.ATTENTION
        said = f"{message.id}: {message.msg}" + (f" {message.hint}" if message.hint else "")
        yield Finding(f"settings.{message.id}", name, state, said, do="ikkan check")
    if not raised:
        mode = _("本番") if settings.IKKAN_PRODUCTION else _("デモ") if settings.IKKAN_DEMO else _("試し")
        yield Finding("settings", name, State.GOOD, _("%(mode)sの設定に問題はありません") % {"mode": mode})
    if not settings.IKKAN_PRODUCTION and not settings.IKKAN_DEMO:
        said = _("IKKAN_PRODUCTION=1 でないので、本番の厳しい検査をしていません")
        yield Finding("settings.production", name, State.ATTENTION, said, do="export IKKAN_PRODUCTION=1")
    if settings.IKKAN_PRODUCTION and not settings.IKKAN_BASE_URL:
        said = _("印刷する証明書の四角いコードから、確かめるページが開きません（IKKAN_BASE_URL がありません）")
        yield Finding("settings.base_url", name, State.ATTENTION, said, do="export IKKAN_BASE_URL=https://…")


def find_static() -> Iterator[Finding]:
    """Say whether styles and scripts were gathered: a real town serves them by names with their hash."""
    if not settings.IKKAN_PRODUCTION:
        return
    name = _("画面の部品（CSS など）")
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        yield Finding("static", name, State.GOOD, str(settings.STATIC_ROOT))
    else:
        said = _("まだ集めていません。画面が出ません")
        yield Finding("static", name, State.BAD, said, do="ikkan static")
