"""Which port carries out which channel of the outbox."""

from collections.abc import Mapping

from ikkan.corridor.attaching import REBUILD, rebuild_file
from ikkan.corridor.payment_demo import CHANNEL as DEMO_CALLBACK
from ikkan.corridor.payment_demo import deliver_late
from ikkan.corridor.refunding import CHANNEL as REFUND
from ikkan.corridor.refunding import carry_out_refund
from ikkan.kernel.registry import procedures
from ikkan.ports.mail import DjangoMail
from ikkan.store.outbox import Send


def senders() -> Mapping[str, Send]:
    """Return the carrier of every channel."""
    own = {channel: send for procedure in procedures() for channel, send in procedure.effects.items()}
    return {
        "mail": DjangoMail().send,
        REBUILD: rebuild_file,
        REFUND: carry_out_refund,
        DEMO_CALLBACK: deliver_late,
        **own,
    }
