"""A question about a list leads to the page that adds its items."""

from django.test import Client

from ikkan.ledger.models import Case
from ikkan.registers.models import Resident
from ikkan.web.tests.cast import Town, file_case


def test_left_out_member_leads_to_the_list_page(town: Town, client: Client) -> None:
    Resident.objects.filter(number="100005").update(given_name="梅", given_kana="ウメ", birth="1950-02-03")
    case: Case = file_case(town)
    page = client.get(f"/cases/{case.number}/answer/")
    listed = [one for one in page.context["asked"] if one.page_url]
    assert listed, [one.why for one in page.context["asked"]]
    assert listed[0].page_url.endswith("/family/family/")
    assert client.get(listed[0].page_url).status_code == 200
