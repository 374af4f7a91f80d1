"""The numbering call obeys its specification, from both sides, and says what it does not know."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from ikkan.ports.numbering.client import (
    ASSERTION,
    CALL,
    SCOPE,
    NoAnswer,
    NoNumbering,
    Numbered,
    NumberingClient,
    RefusedNumber,
    numbering_port,
    parse_scope,
)
from ikkan.ports.numbering.fake import BASE, INTROSPECTION_URL, TOKEN_URL, FakeNumberingServer
from ikkan.ports.numbering.items import PARAMETERS, faults_of_request

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
CLIENT = "0123456789abcdefghijABCDEFGHIJ01"
SECRET = "s" * 40
# The examples (記述例) of リクエスト_API仕様, 住登外者宛名番号付番API仕様 第2.0版 (令和5年3月).
OFFICIAL: Mapping[str, str] = {
    "shorikubun": "0", "shikuchosonkodo": "131016", "shimei": "佐藤　一郎", "uji_nihonjin": "佐藤",
    "na_nihonjin": "一郎", "shimei_furigana": "サトウ　イチロウ", "seibetsu": "1", "seinengappi": "1964-07-01",
    "seinengappi_fushofuragu": "0",
    "jusho_shikuchosonkodo": "131016", "jusho_choazakodo": "0011001", "jusho_todofuken": "東京都",
    "jusho_choaza": "霞が関二丁目", "jusho_banchigohyoki": "１番６号", "jusho_katagaki": "虎ノ門ハイツ１０１号",
    "jusho_yubinbango": "1000014", "gyomuid": "001", "dokujishisakushisutemutoid": "000", "nayosemotofuragu": "0",
    "tagyomusanshofukafuragu": "0", "sosashaid": "123456", "sosanengappi": "2021-11-01", "sosajikoku": "09:00:00",
}  # fmt: skip
# Rows of リクエスト_API仕様: parameter, type, characters, required (◎).
EXTRACT = (
    ("shorikubun", "X", 1, True), ("shikuchosonkodo", "X", 6, True), ("atenabango", "X", 15, False),
    ("shimei", "N", 100, False), ("seinengappi_fushohyoki", "N", 72, False), ("jusho_choaza", "N", 120, False),
    ("jusho_katagaki", "N", 300, False), ("nayosemotofuragu", "X", 1, True),
    ("tagyomusanshofukafuragu", "X", 1, True), ("sosashaid", "X", 10, True), ("sosanengappi", "DATE", 10, True),
    ("sosajikoku", "TIME", 8, True),
)  # fmt: skip


@pytest.fixture
def server() -> FakeNumberingServer:
    return FakeNumberingServer(CLIENT, SECRET, NOW)


def client_of(server: FakeNumberingServer, secret: str = SECRET) -> NumberingClient:
    return NumberingClient(url=BASE, token_url=TOKEN_URL, client=CLIENT, secret=secret, transport=server.transport())


def test_the_parameters_are_those_of_the_specification() -> None:
    held = {one.field: (one.kind.value, one.length, one.is_required) for one in PARAMETERS}
    assert {name: tuple(rest) for name, *rest in EXTRACT} == {name: held[name] for name, *_ in EXTRACT}
    assert len(held) == 40
    assert {name for name, (_, _, required) in held.items() if required} == {name for name, *_, r in EXTRACT if r}


def test_the_official_example_is_numbered(server: FakeNumberingServer) -> None:
    got = client_of(server).give_number(OFFICIAL, now=NOW)
    assert isinstance(got, Numbered)
    assert server.numbered == {got.number: OFFICIAL}
    assert got.history == 1


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        ({"sosashaid": ""}, "E0001", "操作者IDが設定されていません。"),
        ({"shimei": "ｻﾄｳ"}, "E0002", "氏名は全角文字で設定してください。"),
        ({"sosanengappi": "2021-02-30"}, "E0002", "操作年月日は実在する日（YYYY-MM-DD）で設定してください。"),
        ({"shikuchosonkodo": "13101"}, "E0003", "市区町村コードは6桁で設定してください。"),
        ({"shorikubun": "1"}, "E0004", "処理区分が設定されている場合、宛名番号は設定必須です。"),
        ({"nayosemotofuragu": "1"}, "E0004", "名寄せ元フラグが設定されている場合、名寄せ先宛名番号は設定必須です。"),
    ],
)
def test_each_fault_has_its_code_and_message_on_both_sides(
    change: dict[str, str], code: str, message: str, server: FakeNumberingServer
) -> None:
    faults = faults_of_request({**OFFICIAL, **change})
    assert [(one.code.value, one.message) for one in faults] == [(code, message)]
    assert isinstance(client_of(server).give_number({**OFFICIAL, **change}, now=NOW), RefusedNumber)
    assert not server.tokens
    answer = called(server, {**OFFICIAL, **change})
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"code": code, "message": message}]


def test_an_existing_number_is_confirmed(server: FakeNumberingServer) -> None:
    got = client_of(server).give_number({**OFFICIAL, "shorikubun": "1", "atenabango": "123456789123456"}, now=NOW)
    assert got == Numbered("123456789123456", 1)


def test_a_token_is_used_until_it_runs_out_and_renewed(server: FakeNumberingServer) -> None:
    client = client_of(server)
    for _ in range(3):
        assert isinstance(client.give_number(OFFICIAL, now=NOW), Numbered)
    assert len(server.tokens) == 1
    server.now = NOW + timedelta(hours=1)
    assert isinstance(client.give_number(OFFICIAL, now=server.now), Numbered)
    assert len(server.tokens) == 2


def test_a_revoked_token_is_renewed_once(server: FakeNumberingServer) -> None:
    client = client_of(server)
    client.give_number(OFFICIAL, now=NOW)
    server.tokens.clear()
    assert isinstance(client.give_number(OFFICIAL, now=NOW), Numbered)


@pytest.mark.parametrize(
    ("broken", "may_have_happened"),
    [(504, True), (503, True), (httpx.ReadTimeout, True), (httpx.ConnectError, False)],
)
def test_what_is_not_known_is_said(
    broken: int | type[httpx.TransportError], may_have_happened: bool, server: FakeNumberingServer
) -> None:
    server.breaks.append(broken)
    got = client_of(server).give_number(OFFICIAL, now=NOW)
    assert isinstance(got, NoAnswer)
    assert got.may_have_happened is may_have_happened


def test_a_wrong_secret_or_scope_opens_nothing(server: FakeNumberingServer) -> None:
    assert isinstance(client_of(server, "t" * 40).give_number(OFFICIAL, now=NOW), NoAnswer)
    server.scopes = frozenset()
    assert isinstance(client_of(server).give_number(OFFICIAL, now=NOW), NoAnswer)
    assert not server.tokens


@pytest.mark.parametrize(
    "spoiled",
    [{"aud": "https://elsewhere.example"}, {"iss": "x"}, {"exp": 1}, {"jti": ""}],
)
def test_the_server_believes_no_assertion_unchecked(spoiled: dict[str, object], server: FakeNumberingServer) -> None:
    assert asked_token(server, assertion("HS256", **spoiled)).status_code == 401


@pytest.mark.parametrize("alg", ["none", "HS512"])
def test_the_server_believes_no_other_algorithm(alg: str, server: FakeNumberingServer) -> None:
    assert asked_token(server, assertion(alg)).status_code == 401


def test_an_assertion_is_good_once(server: FakeNumberingServer) -> None:
    once = assertion()
    assert asked_token(server, once).status_code == 200
    assert asked_token(server, once).status_code == 401


def test_a_token_is_introspected(server: FakeNumberingServer) -> None:
    token = asked_token(server, assertion()).json()["access_token"]
    told = server.answer(httpx.Request("POST", INTROSPECTION_URL, data={"token": token})).json()
    assert (told["active"], told["scope"]) == (True, SCOPE)
    assert server.introspect("other") == {"active": False}
    assert called(server, OFFICIAL, token="other").status_code == 401


@pytest.mark.parametrize("text", ["31:a:Read", "031:a:Write", "031::Read", "031:a b:Read", "031:a:Read ", "031:a"])
def test_a_scope_has_three_parts(text: str) -> None:
    assert parse_scope(text) is None
    assert str(parse_scope(SCOPE)) == SCOPE


def test_settings_are_judged_and_no_setting_is_no_system(settings) -> None:  # type: ignore[no-untyped-def]
    assert isinstance(numbering_port(), NoNumbering)
    assert numbering_port().check_config().is_ok
    settings.IKKAN_NUMBERING_URL, settings.IKKAN_NUMBERING_TOKEN_URL = BASE, TOKEN_URL
    settings.IKKAN_NUMBERING_CLIENT, settings.IKKAN_NUMBERING_SECRET = CLIENT, "short"
    assert not numbering_port().check_config().is_ok
    settings.IKKAN_NUMBERING_SECRET = SECRET
    assert numbering_port().check_config().is_ok


def assertion(alg: str = "HS256", **spoiled: object) -> str:
    claims = {"iss": CLIENT, "sub": CLIENT, "aud": TOKEN_URL, "jti": "one", "exp": int(NOW.timestamp()) + 60, **spoiled}
    key = OctKey.import_key(SECRET)
    return jwt.encode({"alg": alg}, claims, key, algorithms=[alg])


def asked_token(server: FakeNumberingServer, word: str) -> httpx.Response:
    form = {
        "grant_type": "client_credentials", "scope": SCOPE, "client_assertion_type": ASSERTION,
        "client_assertion": word,
    }  # fmt: skip
    return server.answer(httpx.Request("POST", TOKEN_URL, data=form))


def called(server: FakeNumberingServer, request: Mapping[str, str], token: str = "") -> httpx.Response:
    bearer = token or asked_token(server, assertion()).json()["access_token"]
    headers = {"Authorization": f"Bearer {bearer}"}
    return server.answer(httpx.Request("POST", f"{BASE}/{CALL}", json=dict(request), headers=headers))
