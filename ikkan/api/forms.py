"""Procedures and their forms: what can be asked for, and by which schema."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router, Schema
from pydantic import Field, JsonValue

from ikkan.api.problems import not_found
from ikkan.api.values import Words, words_of
from ikkan.counter.forms.api_schema import api_schema
from ikkan.counter.forms.definition import Form
from ikkan.counter.forms.form_file import load_form
from ikkan.kernel.json_value import JsonObject
from ikkan.kernel.procedure import Procedure
from ikkan.kernel.registry import procedure_of, procedures

router = Router(tags=["forms"])
Code = Annotated[str, Path(description="Code of a procedure, as `GET /procedures` lists them.")]


class ProcedureOut(Schema):
    """A procedure."""

    code: str
    title: Words
    form_version: str
    has_rounds: bool


class FieldOut(Schema):
    """A question of a page."""

    to: str = Field(description="Path of the answer below the page's `at`.")
    kind: str
    label: Words
    hint: Words | None
    optional: bool


class PageOut(Schema):
    """A page of the form."""

    code: str
    title: Words
    each: str = Field(description="Path of the list whose every item gets this page, or blank.")
    fields: list[FieldOut]


class SectionOut(Schema):
    """A section of the form: one line of the task list."""

    code: str
    title: Words
    at: str
    pages: list[PageOut]


class FormOut(Schema):
    """The form in force. `layout` is how the pages ask; answers are held against `schema` alone."""

    code: str
    version: str
    title: Words
    schema_: dict[str, JsonValue] = Field(alias="schema")
    layout: list[SectionOut]
    defaults: dict[str, JsonValue]


@router.get("/procedures", response=list[ProcedureOut], operation_id="list_procedures", auth=None)
def list_procedures(request: HttpRequest) -> list[ProcedureOut]:
    """List the procedures of this town."""
    return [
        ProcedureOut(
            code=one.code,
            title=words_of(one.title),
            form_version=one.form_version,
            has_rounds=one.decide_together is not None,
        )
        for one in procedures()
    ]


@router.get("/{procedure}/form", response=FormOut, operation_id="read_form", auth=None, by_alias=True)
def read_form(request: HttpRequest, procedure: Code) -> FormOut:
    """Read the form in force: the JSON Schema of its answers, and the layout of its pages."""
    declared = known_procedure(procedure)
    form = load_form(declared.folder, declared.form_version)
    return FormOut(
        code=form.code,
        version=form.version,
        title=words_of(form.title),
        schema=api_schema(form),
        layout=_layout(form),
        defaults=dict(form.defaults),
    )


def known_procedure(code: str) -> Procedure:
    """Return a procedure.

    Raises:
        Failure: 404, no such procedure.
    """
    if code not in {one.code for one in procedures()}:
        raise not_found()
    return procedure_of(code)


def answers_schemas() -> dict[str, JsonObject]:
    """Return the schema of the answers of every procedure's form by its name in the OpenAPI document."""
    return {f"{one.code}_answers": api_schema(load_form(one.folder, one.form_version)) for one in procedures()}


def _layout(form: Form) -> list[SectionOut]:
    return [
        SectionOut(
            code=section.code,
            title=words_of(section.title),
            at=section.at,
            pages=[
                PageOut(
                    code=page.code,
                    title=words_of(page.title),
                    each=page.each,
                    fields=[
                        FieldOut(
                            to=one.to,
                            kind=one.kind,
                            label=words_of(one.label),
                            hint=words_of(one.hint) if one.hint else None,
                            optional=one.optional,
                        )
                        for one in page.fields
                    ],
                )
                for page in section.pages
            ],
        )
        for section in form.sections
    ]
