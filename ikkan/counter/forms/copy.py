"""The copy of what was filed (申込みの写し), in Japanese, for the caller to typeset.

Hello Work asks for the whole form as filed when childcare benefit is extended (since April 2025), so nothing that was
asked is left out: a question without an answer is shown as not answered.
"""

from ikkan.counter.forms.definition import Form
from ikkan.counter.forms.paths import list_at
from ikkan.counter.forms.places import is_asked, item_title, places
from ikkan.counter.forms.showing import show_field, show_value
from ikkan.counter.forms.summary import label_of
from ikkan.counter.forms.surroundings import Surroundings
from ikkan.counter.forms.uploads import document_for
from ikkan.kernel.json_value import JsonObject

NOT_ANSWERED = "答えていません"
CopySection = tuple[str, list[tuple[str, str]]]


def copy_rows(form: Form, answers: JsonObject, around: Surroundings) -> list[CopySection]:
    """Return (section, [(label, shown answer)]) of everything asked.

    Args:
        form: the form in the version that was filed.
        answers: the answers as filed.
        around: choices; the language is Japanese whatever it says.
    """
    japanese = Surroundings(
        today=around.today,
        language="ja",
        choices=around.choices,
        echoes=around.echoes,
        book_texts=around.book_texts,
    )
    sections: list[CopySection] = []
    for section in form.sections:
        rows: list[tuple[str, str]] = []
        for place in places(section, answers) if is_asked(section, answers) else ():
            whom = item_title(form, place, answers, "ja")
            if place.page.listing is not None:
                rows.append((place.page.title.ja, f"{len(list_at(answers, place.path(place.page.listing.at)))}人"))
            for field in place.page.fields:
                label = f"{whom}　{label_of(field, place, japanese)}" if whom else label_of(field, place, japanese)
                rows.append((label, show_field(field, place, answers, japanese) or NOT_ANSWERED))
                document = document_for(field, place, answers) if field.kind == "upload" else None
                facts = {} if document is None else document.get("facts")
                for part in field.parts if isinstance(facts, dict) and field.kind == "upload" else ():
                    if isinstance(facts, dict) and part.to in facts:
                        rows.append((f"{label}：{part.label.ja}", show_value(part, facts[part.to], japanese)))
        if rows:
            sections.append((section.title.ja, rows))
    return sections
