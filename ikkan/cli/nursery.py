"""Commands of nursery placement; each group stands in its own module and adds itself to ``ikkan nursery``."""

from ikkan.cli.nursery_commands import market_commands, round_commands, score_commands

__all__ = ["market_commands", "round_commands", "score_commands"]
