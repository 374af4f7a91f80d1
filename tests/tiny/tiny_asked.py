"""The tiny grant whose refusals are approved by people: for tests of the approval of single cases."""

from dataclasses import replace

from ikkan_tiny.procedure import TINY

from ikkan.kernel.outcome import Text
from ikkan.kernel.registry import register

TINY_ASKED = register(
    replace(
        TINY, code="tiny_asked", letter="V", title=Text("小さな給付（決裁）", "A tiny grant, approved"),
        routes={"declined": "refusal"},
    ),
    declared_in=__name__,
)  # fmt: skip
