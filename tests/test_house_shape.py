"""Every procedure has the same shape; none points to another's models; data folders hold no code."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, OneToOneField

from ikkan.kernel.procedure import Procedure
from ikkan.kernel.registry import procedures

ROOT = Path(__file__).parent.parent
NEEDED = ("README.md", "apps.py", "procedure.py", "form.json", "book", "tests/examples.toml", "tests/test_walk.py")
BOOK = ("limits.toml", "route.toml", "texts.toml", "privacy.toml")


# a test may have registered a procedure of its own in this process
OWN = [procedure for procedure in procedures() if procedure.folder.is_relative_to(ROOT / "ikkan" / "procedures")]


def test_there_is_a_procedure() -> None:
    assert OWN


@pytest.mark.parametrize("procedure", OWN, ids=lambda procedure: procedure.code)
def test_procedure_has_its_shape(procedure: Procedure) -> None:
    missing = [name for name in NEEDED if not (procedure.folder / name).exists()]
    missing += [f"book/{name}" for name in BOOK if not (procedure.folder / "book" / name).is_file()]
    rules = (procedure.folder / "rules.py").is_file() or (procedure.folder / "rules" / "__init__.py").is_file()
    assert rules
    assert not missing


def test_no_model_points_to_another_procedures_model() -> None:
    codes = {procedure.code for procedure in procedures()}
    wrong = []
    for model in apps.get_models():
        owner = model._meta.app_label
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey | OneToOneField | ManyToManyField):
                target = field.related_model._meta.app_label
                if target in codes and target != owner:
                    wrong.append(f"{model.__name__}.{field.name} -> {target}")
    assert not wrong


@pytest.mark.parametrize("folder", ["ikkan/books", "ikkan/demo_data"])
def test_data_folders_hold_no_code(folder: str) -> None:
    assert not list((ROOT / folder).rglob("*.py"))


def test_nothing_names_a_workplace_or_a_registry_host() -> None:
    # written backwards, so that this line is not what it looks for
    hosts = tuple(name[::-1] for name in ("gro.ipyp", "gro.detsohnohtyp", "gro.sjmpn", "gro.naibed.bed"))
    wrong = []
    for path in ROOT.rglob("*"):
        hidden = any(part.startswith(".venv") or part in {".git", "var", "node_modules"} for part in path.parts)
        if hidden or not path.is_file() or path.suffix in {".png", ".pdf", ".mo", ".jpg"}:
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        wrong += [f"{path.relative_to(ROOT)}: {host}" for host in hosts if host in text]
    assert not wrong
