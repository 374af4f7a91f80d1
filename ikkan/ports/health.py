"""What a port says of itself: real or fake, working or not, and what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PortHealth:
    """The state of one port.

    Args:
        name: name of the port.
        is_real: whether it speaks to the outside system; a fake is shown in a loud colour.
        is_ok: whether it works.
        said: what was found, and what to do when it does not work.
    """

    name: str
    is_real: bool
    is_ok: bool
    said: str
