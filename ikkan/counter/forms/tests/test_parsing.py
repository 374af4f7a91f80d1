import pytest

from ikkan.counter.forms.parsing import MOST_BYTES, parse_answers
from ikkan.kernel.outcome import Refused


def code(body: bytes) -> str:
    found = parse_answers(body)
    assert isinstance(found, Refused), found
    assert found.ja
    assert found.en
    return found.code


def test_a_plain_object_is_read() -> None:
    assert parse_answers('\ufeff{"a": [1, "髙{[\\"", null]}'.encode()) == {"a": [1, '髙{["', None]}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"[" * 10**5 + b"]" * 10**5, "too_deep"),
        (b'{"a":' * 10**5 + b"1" + b"}" * 10**5, "too_deep"),
        (b"{" + b",".join(b'"k%d":1' % n for n in range(10**5)) + b"}", "too_large"),
        (b"{" + b",".join(b'"%d":1' % n for n in range(50_000)) + b"}", "too_many"),
        (b'{"a": 1, "a": 2}', "unclear_json"),
        (b'{"a": NaN}', "unclear_json"),
        (b'{"a": ' + b"9" * 5000 + b"}", "unclear_json"),
        (b'{"a": "\xff"}', "not_utf8"),
        (b'{"a": ', "not_json"),
        (b'"', "not_json"),
        (b"", "not_json"),
        (b"[1]", "not_an_object"),
        (b" " * (MOST_BYTES + 1), "too_large"),
    ],
)
def test_dangerous_or_unclear_json_is_refused(body: bytes, said: str) -> None:
    assert code(body) == said


def test_brackets_inside_texts_do_not_count() -> None:
    assert parse_answers(b'{"a": "' + b"[" * 1000 + b'"}') == {"a": "[" * 1000}
