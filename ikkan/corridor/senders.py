"""Which port carries out which channel of the outbox."""

from collections.abc import Mapping

from ikkan.corridor.attaching import REBUILD, rebuild_file
from ikkan.ports.mail import DjangoMail
from ikkan.store.outbox import Send


def senders() -> Mapping[str, Send]:
    """Return the carrier of every channel."""
    return {"mail": DjangoMail().send, REBUILD: rebuild_file}
