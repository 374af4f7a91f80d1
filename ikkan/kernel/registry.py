"""Registry: which procedures this copy of Ikkan knows."""

import importlib
from collections.abc import Iterator

from ikkan.kernel.procedure import Procedure

_procedures: dict[str, Procedure] = {}
_declared_in: dict[str, str] = {}
# modules not imported yet: all that a procedure uses takes a second of CPU, which many a command does without
_declared_later: dict[str, str] = {}


# reads as the sentence that it says
class DuplicateProcedure(Exception):  # noqa: N818
    """Two modules declare the same procedure code or letter."""


def register(procedure: Procedure, declared_in: str) -> Procedure:
    """Enter a procedure under its code.

    Args:
        procedure: the declaration.
        declared_in: module that declares it, named when two collide.

    Raises:
        DuplicateProcedure: another module declares the same code, or the same letter of case numbers.
    """
    for known in _procedures.values():
        same = known.code == procedure.code or known.letter == procedure.letter
        if same and _declared_in[known.code] != declared_in:
            raise DuplicateProcedure(
                f"Procedure {procedure.code!r} (letter {procedure.letter}) is declared in {declared_in}, "
                f"but {_declared_in[known.code]} already declares {known.code!r} (letter {known.letter}). "
                "Rename one of them or remove its app from INSTALLED_APPS."
            )
    _procedures[procedure.code] = procedure
    _declared_in[procedure.code] = declared_in
    return procedure


def declare(code: str, module: str) -> None:
    """Say which module declares a procedure; it is imported when the procedure is first asked for.

    Args:
        code: code of the procedure, which the module registers.
        module: dotted name.
    """
    _declared_later[code] = module


def procedure_of(code: str) -> Procedure:
    """Return the procedure with this code.

    Raises:
        LookupError: no app declares it.
    """
    _import_declared()
    try:
        return _procedures[code]
    except KeyError:
        known = ", ".join(sorted(_procedures)) or "none"
        raise LookupError(f"No procedure {code!r}; known: {known}. Is its app in INSTALLED_APPS?") from None


def procedures() -> Iterator[Procedure]:
    """Yield every procedure, by code."""
    _import_declared()
    for code in sorted(_procedures):
        yield _procedures[code]


def forget(code: str) -> None:
    """Take a procedure out again, for tests that declare one of their own."""
    _procedures.pop(code, None)
    _declared_in.pop(code, None)


def _import_declared() -> None:
    """Import what was declared; all of it at once, so that two procedures of one letter are always found out."""
    while _declared_later:
        code, module = next(iter(_declared_later.items()))
        importlib.import_module(module)
        _declared_later.pop(code, None)
