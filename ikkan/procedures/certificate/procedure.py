"""Certificate of residence (住民票の写し): the declaration."""

from pathlib import Path

from ikkan.kernel.outcome import Text
from ikkan.kernel.procedure import Procedure
from ikkan.kernel.registry import register
from ikkan.procedures.certificate.checking import check, keep
from ikkan.procedures.certificate.endpoints import ENDPOINTS
from ikkan.procedures.certificate.expiring import end_reservations
from ikkan.procedures.certificate.filing import find_round, reference_day, validate
from ikkan.procedures.certificate.issuing import PRINT, fulfil, hands_over
from ikkan.procedures.certificate.making import make_file
from ikkan.procedures.certificate.notices import compose
from ikkan.procedures.certificate.reserving import NOT_PROVED
from ikkan.procedures.certificate.rules import REFUSED, decide
from ikkan.procedures.certificate.selectors import gather

CERTIFICATE = register(
    Procedure(
        code="certificate",
        letter="J",
        title=Text("住民票の写し", "Certificate of residence", "住民票(じゅうみんひょう)"),
        folder=Path(__file__).parent,
        form_version="1",
        reference_day=reference_day,
        validate=validate,
        find_round=find_round,
        gather=gather,
        check=check,
        decide=decide,
        keep=keep,
        compose=compose,
        fulfil=fulfil,
        hands_over=hands_over,
        effects={PRINT: make_file},
        upkeep=end_reservations,
        by_deed=frozenset({NOT_PROVED}),
        routes={REFUSED: "refusal"},
        retention_years=3,
        answer_days=("correction", "working_days"),
        endpoints=ENDPOINTS,
    ),
    declared_in=__name__,
)
