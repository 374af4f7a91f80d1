"""History of the resident register: one row is everything of one person at one time."""

from typing import ClassVar

from django.db import models


def _text(name: str, length: int) -> "models.CharField[str, str]":
    """Return the column of an item. Dates are text too: the register knows open (0000-01-01) and unknown days."""
    return models.CharField(name, max_length=length, blank=True, default="", db_default="")


def _wide(name: str, length: int) -> "models.CharField[str, str]":
    """Return the column of an item in full-width characters, each of which may bring a variation selector."""
    return _text(name, 2 * length)


class RegisterRow(models.Model):
    """All items of a resident as they stood after one change; the highest 履歴番号 is what holds now. Append-only.

    Items, types and lengths are those of resident_items.toml. Source: 住民記録システム標準仕様書 1.1.1, 1.1.2, 1.2.1.
    """

    # History of changes (1.2.1): key, change, entry
    number = models.CharField("宛名番号", max_length=15)
    history = models.PositiveIntegerField("履歴番号")
    household = _text("世帯番号", 15)
    place_in_household = models.PositiveIntegerField("並び順", null=True, blank=True)
    state = _wide("住民状態", 10)
    kind = _wide("住民種別", 10)
    reason = _wide("異動事由", 20)
    changed_on = _text("異動日", 10)
    processed_on = _text("処理日", 10)
    change_filed_on = _text("異動の届出日", 10)
    change_requested_on = _text("異動の申出日", 10)
    change_notified_on = _text("異動の通知日", 10)
    change_claimed_on = _text("異動の請求日", 10)
    entered_at = _wide("入力場所", 60)
    entered_by_terminal = _wide("入力端末", 60)
    caution = _wide("留意事項", 600)

    # Person
    name = _wide("氏名", 100)
    family_name = _wide("氏", 50)
    given_name = _wide("名", 50)
    name_kana = _wide("氏名のフリガナ", 100)
    family_kana = _wide("氏のフリガナ", 50)
    given_kana = _wide("名のフリガナ", 50)
    is_kana_confirmed = _text("氏名のフリガナ確認フラグ", 1)
    former_name = _wide("旧氏", 50)
    former_name_kana = _wide("旧氏のフリガナ", 50)
    is_former_kana_confirmed = _text("旧氏のフリガナ確認フラグ", 1)
    kanji_name = _wide("氏名（漢字）", 100)
    latin_name = _wide("氏名（アルファベット）", 100)
    alias = _wide("通称", 100)
    alias_kana = _wide("通称のフリガナ", 100)
    is_alias_kana_confirmed = _text("通称のフリガナ確認フラグ", 1)
    alias_recorded_on = _text("通称を記載した年月日", 10)
    alias_recorded_in = _wide("通称を記載した市区町村", 30)
    alias_recorded_code = _text("通称を記載した市区町村コード", 6)
    alias_removed_on = _text("通称を削除した年月日", 10)
    alias_removed_in = _wide("通称を削除した市区町村", 30)
    alias_removed_code = _text("通称を削除した市区町村コード", 6)
    preferred_name = _text("氏名優先区分", 1)
    birth = _text("生年月日", 10)
    is_birth_unknown = _text("生年月日の不詳フラグ", 1)
    birth_as_written = _wide("生年月日の不詳表記", 72)
    sex = _text("性別", 1)
    head_name = _wide("世帯主の氏名", 100)
    relation = _wide("続柄", 40)
    domicile = _wide("本籍", 300)
    first_in_register = _wide("筆頭者", 100)

    # Residence
    resident_since = _text("住民となった年月日", 10)
    is_resident_since_unknown = _text("住民となった年月日の不詳フラグ", 1)
    resident_since_as_written = _wide("住民となった年月日の不詳表記", 72)
    postal = _text("住所の郵便番号", 7)
    area_code = _text("住所コード", 13)
    prefecture = _wide("住所の都道府県", 4)
    city = _wide("住所の市区郡町村名", 12)
    town = _wide("住所の町字", 120)
    block = _wide("住所の番地号表記", 50)
    building = _wide("住所の方書", 300)
    building_kana = _wide("住所の方書のフリガナ", 300)
    address_since = _text("住所を定めた年月日", 10)
    filed_on = _text("届出の年月日", 10)
    previous_postal = _text("転入前住所の郵便番号", 7)
    previous_area_code = _text("転入前住所の住所コード", 13)
    previous_address = _wide("転入前住所", 300)
    last_registered_address = _wide("最終登録住所地", 300)
    record_code = _text("住民票コード", 11)

    # Entitlements
    is_voter = _text("選挙人名簿への登録の有無", 1)
    has_health_insurance = _text("国民健康保険の該当の有無", 1)
    health_insurance_from = _text("国民健康保険の資格取得年月日", 10)
    health_insurance_until = _text("国民健康保険の資格喪失年月日", 10)
    has_elderly_care = _text("後期高齢者医療の該当の有無", 1)
    elderly_care_from = _text("後期高齢者医療の資格取得年月日", 10)
    elderly_care_until = _text("後期高齢者医療の資格喪失年月日", 10)
    has_nursing_care = _text("介護保険の該当の有無", 1)
    nursing_care_from = _text("介護保険の資格取得年月日", 10)
    nursing_care_until = _text("介護保険の資格喪失年月日", 10)
    has_pension = _text("国民年金の該当の有無", 1)
    pension_number = _text("基礎年金番号", 10)
    pension_kind = _text("国民年金の種別", 1)
    pension_kind_from = _text("国民年金の種別の変更があった年月日", 10)
    pension_from = _text("国民年金の資格取得年月日", 10)
    pension_until = _text("国民年金の資格喪失年月日", 10)
    child_allowance_from = _text("児童手当の受給開始年月", 7)
    child_allowance_until = _text("児童手当の受給終了年月", 7)

    # Foreign residents (住民基本台帳法30条の45)
    foreign_since = _text("外国人住民となった年月日", 10)
    old_law_registered_on = _text("旧外登法による登録年月日", 10)
    nationality = _wide("国籍・地域", 100)
    stay_class = _wide("法第30条の45に規定する区分", 40)
    stay_status = _wide("在留資格", 60)
    stay_period = _wide("在留期間等", 60)
    stay_until = _text("在留期間等の満了の日", 10)
    card_number = _text("在留カード等の番号", 12)
    has_filed_residence = _text("住居地の届出の有無", 1)
    came_by_landing_permit = _text("上陸許可証による転入の旨", 1)

    # Only of a closed record (除票)
    event_on = _text("消除の事由の生じた年月日", 10)
    is_event_day_unknown = _text("消除の事由の生じた年月日の不詳フラグ", 1)
    event_as_written = _wide("消除の事由の生じた年月日の不詳表記", 72)
    removal_filed_on = _text("消除の届出の年月日", 10)
    moved_out_on = _text("転出年月日", 10)
    arrival_notified_on = _text("転入通知年月日", 10)
    planned_address = _wide("転出先住所（予定）", 300)
    planned_postal = _text("転出先住所（予定）の郵便番号", 7)
    planned_area_code = _text("転出先住所（予定）の住所コード", 13)
    confirmed_address = _wide("転出先住所（確定）", 300)
    confirmed_postal = _text("転出先住所（確定）の郵便番号", 7)
    confirmed_area_code = _text("転出先住所（確定）の住所コード", 13)

    # Other items
    card_state = _text("個人カード発行状況", 1)
    has_guardian = _text("成年被後見人の該当有無", 1)
    is_protected = _text("支援対象者の表示", 1)
    remarks = _wide("備考", 600)
    memo = _wide("メモ", 600)

    # How the row came here
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField("操作者", max_length=40, blank=True, default="", db_default="")
    source = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["number", "history"], name="register_row_once")]
        indexes: ClassVar = [models.Index(fields=["recorded_at"], name="register_row_recorded")]

    def __str__(self) -> str:
        return f"{self.number}/{self.history}"
