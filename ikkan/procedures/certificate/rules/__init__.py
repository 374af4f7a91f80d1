"""The rules of the certificate of residence: pure functions on facts; every number and wording is the book's."""

from ikkan.procedures.certificate.rules.deciding import ISSUED, KIND, REFUSED, decide, doubts, refusals
from ikkan.procedures.certificate.rules.facts import Doubt, Facts, Signature, Subject, Unprintable
from ikkan.procedures.certificate.rules.people import requester_of
from ikkan.procedures.certificate.rules.record import Change, Record
from ikkan.procedures.certificate.rules.wanted import Named, Wanted, read_wanted

__all__ = [
    "ISSUED", "KIND", "REFUSED", "Change", "Doubt", "Facts", "Named", "Record", "Signature", "Subject", "Unprintable",
    "Wanted", "decide", "doubts", "read_wanted", "refusals", "requester_of",
]  # fmt: skip
