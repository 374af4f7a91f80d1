"""The keys that seal the town's papers: one in force, for long enough, and a real one in a real town."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from ikkan.corridor.health.finding import Finding, State
from ikkan.papers.seals.keys import UnfitKeyError, current_key, days_left, last_day
from ikkan.rooms.answer.seals import keys_folder

# an authority takes weeks to issue the next one
SOON: Final = 60


def find_seal_keys(now: datetime) -> Iterator[Finding]:
    """Look at the key in force."""
    name = _("書類の電子印の鍵")
    try:
        key = current_key(keys_folder(), now)
    except (UnfitKeyError, ValueError, OSError) as fault:
        said = _("読めない鍵があります（%(kind)s）") % {"kind": type(fault).__name__}
        yield Finding("keys.seal", name, State.BAD, said, do="ikkan keys list")
        return
    if key is None:
        said = _("使える鍵がありません。書類は電子印なしで渡しています")
        yield Finding("keys.seal", name, State.ATTENTION, said, do="ikkan keys add KEY.pem CERTIFICATE.pem")
        return
    public = key.published
    state = State.ATTENTION if days_left(public, now) < SOON else State.GOOD
    if public.is_test and settings.IKKAN_PRODUCTION:
        state = State.BAD
    do = "" if state is State.GOOD else "ikkan keys add KEY.pem CERTIFICATE.pem"
    said = _("%(holder)s（%(name)s）%(day)s まで") % {
        "holder": public.holder, "name": public.name, "day": last_day(public),
    }  # fmt: skip
    yield Finding("keys.seal", name, state, said, do=do, is_fake=public.is_test)
