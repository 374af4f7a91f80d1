"""The form on paper, to be signed by hand and posted: empty for everybody, or filled in from one's draft."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ikkan.kernel.json_value import JsonObject
from ikkan.papers.typeset import paper_pdf
from ikkan.people.guards import require_citizen
from ikkan.web.citizen.doors import citizen_of, draft_for
from ikkan.web.citizen.kept import answers_of
from ikkan.web.citizen.offered import service_of
from ikkan.web.citizen.uploads import as_attachment


@require_safe
def blank_paper(request: HttpRequest, procedure: str) -> HttpResponse:
    """Give the empty form as PDF."""
    del request
    return _paper(procedure, {})


@require_citizen
@require_safe
def draft_paper(request: HttpRequest, procedure: str, draft: UUID) -> HttpResponse:
    """Give the form filled in from a draft as PDF; the draft stays."""
    own = draft_for(citizen_of(request), draft)
    if own.procedure != procedure:
        raise Http404
    return _paper(procedure, answers_of(own))


def _paper(procedure: str, answers: JsonObject) -> HttpResponse:
    today = timezone.localdate()
    paper = service_of(procedure).ways.paper_request(answers, on=today)
    if paper is None:
        raise Http404
    return as_attachment(paper_pdf(paper, made_on=today), f"{_('郵便で請求する用紙')}.pdf", "application/pdf")
