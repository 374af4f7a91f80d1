"""Daily upkeep: when each chore was last done, and what it removed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from ikkan.corridor.health.finding import Finding, State
from ikkan.corridor.upkeep import CHORES
from ikkan.store.models import Chore

LATE: Final = timedelta(hours=26)
# the one chore that removes nothing
WARNING: Final = "stops"
DO_START: Final = "systemctl restart ikkan-worker"


def find_upkeep(now: datetime) -> Iterator[Finding]:
    """Say for every chore when a worker last did it, and how much it removed."""
    kept = {one.name: one for one in Chore.objects.all()}
    titles = {
        "procedures": _("期限の切れた予約などを終わりにする"),
        "drafts": _("さわられていない下書きの削除"),
        "answers": _("古い送信番号の削除"),
        "retention": _("保存期間の終わった内容の廃棄"),
        "sessions": _("切れたログインの削除"),
        "counters": _("古い回数の記録の削除"),
        "access_log": _("見た記録（操作ログ）の点検"),
        "orphans": _("持ち主のないファイルの削除"),
        WARNING: _("抑止と支援措置の期限の知らせ"),
    }
    for code in CHORES:
        yield _finding(f"upkeep.{code}", titles[code], kept.get(code), now)


def _finding(code: str, title: str, one: Chore | None, now: datetime) -> Finding:
    if one is None or one.done_at is None:
        fault = one.fault if one else ""
        said = _("失敗しました：%(fault)s") % {"fault": fault} if fault else _("まだ一度もしていません")
        return Finding(code, title, State.ATTENTION, said, do=DO_START)
    words = (
        _("%(hours)d 時間前、%(n)d 件を知らせました")
        if code.endswith(WARNING)
        else _("%(hours)d 時間前、%(n)d 件を消しました")
    )
    said = words % {
        "hours": (now - one.done_at) // timedelta(hours=1),
        "n": one.removed,
    }
    if one.fault:
        failed = _("%(said)s ・ そのあと失敗：%(fault)s") % {"said": said, "fault": one.fault}
        return Finding(code, title, State.BAD, failed, one.done_at, DO_START)
    is_late = now - one.done_at > LATE
    state = State.ATTENTION if is_late else State.GOOD
    return Finding(code, title, state, said, one.done_at, DO_START if is_late else "")
