"""Events of nursery placement's own, each with its sentence."""

from ikkan.kernel.outcome import Text
from ikkan.ledger.event_names import declare_events

declare_events(
    {
        "nursery.declined": Text("内定を辞退しました", "The offer was declined"),
        "nursery.withdrew": Text("内定のあとに取り下げました", "The application was withdrawn after the offer"),
        "nursery.confirmed_seats": Text("園が募集人数を確かめました", "The facility confirmed its seats"),
    }
)
