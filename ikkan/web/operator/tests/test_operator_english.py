"""Every sentence of the doctor and of the operator's page has its English, with the same figures."""

import ast
import re
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from ikkan import corridor, people, web

HEALTH = Path(corridor.__path__[0]) / "health"
OPERATOR = Path(web.__path__[0]) / "operator"
CATALOGUES = [Path(part.__path__[0]) / "locale" / "en" / "LC_MESSAGES" / "django.po" for part in (people, web)]
PAGE = Path(web.__path__[0]) / "templates" / "operator" / "health.html"
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
FIGURE = re.compile(r"%\(\w+\)(?:\.\d+)?[a-z]")


def _in_code() -> set[str]:
    found = set()
    for path in [*HEALTH.glob("*.py"), *OPERATOR.glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "ngettext"}:
                assert isinstance(node.args[0], ast.Constant), f"{path}: a sentence must stand in the call"
                found.add(str(node.args[0].value))
    return found


def _in_page() -> set[str]:
    text = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", text)
    words = re.findall(r"""{% translate ["']([^"']+)["']""", text)
    return {*words, *(re.sub(r"{{ (\w+) }}", r"%(\1)s", block) for block in blocks)}


def test_every_sentence_has_its_english() -> None:
    entries: dict[str, Message] = {}
    for path in CATALOGUES:
        with path.open("rb") as file:
            entries |= {m.id if isinstance(m.id, str) else m.id[0]: m for m in read_po(file)}
    sentences = _in_code() | _in_page()
    assert len(sentences) > 80
    assert sentences - entries.keys() == set()
    for key in sentences:
        said = entries[key].string
        for text in [said] if isinstance(said, str) else said or [""]:
            assert text
            assert not JAPANESE.search(text)
            assert sorted(FIGURE.findall(text)) == sorted(FIGURE.findall(key))
