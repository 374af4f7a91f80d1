"""The short form of the estimate for people who are not signed in: a few answers, nothing kept."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ikkan.counter.forms.showing import show_month
from ikkan.kernel.json_value import JsonObject, JsonValue
from ikkan.procedures.nursery.pages.told import open_rounds
from ikkan.procedures.nursery.round.following import start_months

REASONS = (
    ("work", _("働いている（これから働く場合も）")),
    ("birth", _("出産")),
    ("illness", _("病気・けが")),
    ("disability", _("障害")),
    ("care", _("家族の介護・看護")),
    ("study", _("学校・職業訓練")),
    ("job_search", _("仕事を探している")),
)
TIMED = {"work", "care", "study"}
YES_NO = (("no", _("いいえ")), ("yes", _("はい")))


class QuickForm(forms.Form):
    """Ask what decides most of the score."""

    use_required_attribute = False

    month = forms.ChoiceField(
        label=_("入所したい月"),
        widget=forms.RadioSelect,
        error_messages={"required": _("入所したい月を選んでください")},
    )
    age = forms.ChoiceField(
        label=_("お子さんのクラス（4月1日の年齢）"),
        choices=[(str(n), _("%(n)s歳児クラス") % {"n": n}) for n in range(6)],
        widget=forms.RadioSelect,
        error_messages={"required": _("お子さんのクラスを選んでください")},
    )
    reason1 = forms.ChoiceField(
        label=_("あなたが昼間にお子さんを見られない理由"),
        choices=REASONS,
        widget=forms.RadioSelect,
        error_messages={"required": _("あなたの理由を選んでください")},
    )
    hours1 = forms.IntegerField(
        label=_("あなたの1か月の時間（仕事・介護・学校のとき）"),
        required=False,
        min_value=0,
        max_value=744,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-w": "8"}),
        error_messages={"invalid": _("1か月の時間を数字で入力してください")},
    )
    reason2 = forms.ChoiceField(
        label=_("もう1人の保護者の理由"),
        choices=(("single", _("ひとり親です（もう1人はいません）")), *REASONS),
        widget=forms.RadioSelect,
        error_messages={"required": _("もう1人の保護者の理由を選んでください")},
    )
    hours2 = forms.IntegerField(
        label=_("もう1人の1か月の時間（仕事・介護・学校のとき）"),
        required=False,
        min_value=0,
        max_value=744,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-w": "8"}),
        error_messages={"invalid": _("1か月の時間を数字で入力してください")},
    )
    leave = forms.ChoiceField(
        label=_("いま育児休業か産休の方はいますか"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("「はい」か「いいえ」を選んでください")},
    )
    siblings = forms.ChoiceField(
        label=_("きょうだいも一緒に申し込みますか"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("「はい」か「いいえ」を選んでください")},
    )

    def __init__(self, *args: Any, now: datetime, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = start_months(now)
        shown = [(one.isoformat(), show_month(one.isoformat(), language)) for one in months]
        month = self.fields["month"]
        if isinstance(month, forms.ChoiceField):
            month.choices = shown
        if len(shown) == 1:
            month.initial = shown[0][0]

    def clean(self) -> dict[str, Any] | None:
        """Ask for the hours where the reason counts by hours."""
        given = super().clean() or self.cleaned_data
        for who in ("1", "2"):
            if (
                given.get(f"reason{who}") in TIMED
                and given.get(f"hours{who}") is None
                and f"hours{who}" not in self.errors
            ):
                self.add_error(f"hours{who}", forms.ValidationError(_("1か月の時間を入力してください")))
        return given

    def answers(self) -> JsonObject:
        """Return the answers of the form that these few words stand for."""
        given = self.cleaned_data
        month = date.fromisoformat(given["month"])
        year = month.year if month.month >= 4 else month.year - 1
        birth = date(year - int(given["age"]) - 1, 10, 1).isoformat()
        is_single = given["reason2"] == "single"
        leave = "childcare" if given["leave"] == "yes" else "none"
        parents: list[JsonValue] = [_parent("parent1", given["reason1"], given["hours1"], leave)]
        if not is_single:
            parents.append(_parent("parent2", given["reason2"], given["hours2"], "none"))
        count = 2 if given["siblings"] == "yes" else 1
        children: list[JsonValue] = [
            {"id": f"c{n}", "birth": birth if n == 1 else None, "wishes": []} for n in range(1, count + 1)
        ]
        return {
            "start_month": given["month"],
            "children": children,
            "parents": parents,
            "single_parent": is_single,
            "absence": "never_married" if is_single else "none",
            "family": [],
            "documents": [],
        }


def has_open_month(now: datetime) -> bool:
    """Tell whether any round takes applications, without which there is no month to choose."""
    return bool(open_rounds(now))


def _parent(identity: str, reason: str, hours: int | None, leave: str) -> JsonObject:
    made: JsonObject = {"id": identity, "reason": reason}
    if reason == "work":
        made["work"] = {"kind": "employee", "month_hours": hours or 0, "days_a_week": 5, "leave": leave}
    if reason == "care":
        made["care_hours"] = hours or 0
    if reason == "study":
        made["study_hours"] = hours or 0
    if reason == "illness":
        made["illness"] = "home_rest"
    if reason == "disability":
        made["disability"] = "middle"
    return made
