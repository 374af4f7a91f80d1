"""Applications on paper, typed into a table: judged row by row, then taken in whole or not at all."""

from ikkan.procedures.nursery.importing.judging import judge
from ikkan.procedures.nursery.importing.taking import Imported, import_judged
from ikkan.procedures.nursery.importing.verdict import Fault, ImportVerdict, RowVerdict

__all__ = ["Fault", "ImportVerdict", "Imported", "RowVerdict", "import_judged", "judge"]
