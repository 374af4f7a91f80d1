"""The estimate of a draft: a part of the page while answers change, a page of its own without JavaScript."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ikkan.counter.forms.places import find_place
from ikkan.counter.forms.reading import read_page
from ikkan.people.guards import require_citizen
from ikkan.web.citizen.doors import citizen_of, draft_for
from ikkan.web.citizen.kept import answers_of
from ikkan.web.citizen.offered import form_of, service_of
from ikkan.web.language import page_language_of
from ikkan.web.throttle import throttled


@require_citizen
@throttled("estimate")
@require_http_methods(["GET", "HEAD", "POST"])
def draft_estimate(request: HttpRequest, procedure: str, draft: UUID) -> HttpResponse:
    """Show the estimate of the answers so far, with what stands unsaved on the question page."""
    own, language, now = draft_for(citizen_of(request), draft), page_language_of(request), timezone.now()
    if own.procedure != procedure:
        raise Http404
    service, answers = service_of(procedure), answers_of(own)
    if request.method == "POST":
        form = form_of(procedure, own.form_version)
        place = find_place(form, request.GET.get("place", ""), answers)
        if place is not None and not any(field.kind == "upload" for field in place.page.fields):
            around = service.pages.surroundings_of(answers, language=language, now=now)
            posted = {name: [str(value) for value in values] for name, values in request.POST.lists()}
            answers = read_page(form, place, posted, answers, around).answers
    context = {
        "estimate": service.asking.estimate_of(answers, language=language, now=now),
        "page_title": _("点数の目安"),
        "back_url": reverse("citizen:tasks", kwargs={"procedure": procedure, "draft": own.pk}),
    }
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, f"citizen/{'parts/estimate' if is_part else 'draft_estimate'}.html", context)
