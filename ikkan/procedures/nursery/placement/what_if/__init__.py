"""Ask what changes would do to a placed round: seats, wishes, ranks, children who leave; nothing is changed by asking.

Lay a placed market out once (``standing.Standing.of``) and ask it (``asking.what_if``). What one seat is worth and
which to move (``marginal``), who moves up where somebody declined (``repair``), what would have helped a child
(``helped``).
"""
