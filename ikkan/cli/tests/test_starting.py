"""Nothing starts on another town's database, nor with settings that contradict each other."""

import pytest
import typer
from django.utils import timezone
from pytest_django import Settings

from ikkan.cli.starting import refuse_wrong_start
from ikkan.ledger.models import TownMark


@pytest.mark.django_db
def test_own_town_starts(settings: Settings) -> None:
    settings.IKKAN_TOWN = "222127"
    TownMark.objects.create(code="222127", name="焼津市", marked_at=timezone.now())
    refuse_wrong_start()


@pytest.mark.django_db
def test_another_towns_database_is_refused(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.IKKAN_TOWN = "142051"
    TownMark.objects.create(code="222127", name="焼津市", marked_at=timezone.now())
    with pytest.raises(typer.Exit) as ended:
        refuse_wrong_start()
    assert ended.value.exit_code == 2
    assert "222127" in capsys.readouterr().err


@pytest.mark.django_db
def test_demo_in_production_is_refused(settings: Settings) -> None:
    settings.IKKAN_DEMO = True
    settings.IKKAN_PRODUCTION = True
    with pytest.raises(typer.Exit) as ended:
        refuse_wrong_start()
    assert ended.value.exit_code == 2
