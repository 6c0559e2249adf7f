"""What the component page is filled with."""

from typing import Any

from wtforms import BooleanField, Form, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice as Choice
from wtforms.widgets import CheckboxInput, ListWidget


class _Example(Form):
    naam = StringField("Hoe mogen wij u noemen?")
    kanaal = RadioField(
        "Hoe mogen wij u bereiken?",
        choices=[
            Choice("geen", "Niet. Ik bel zelf"),
            Choice("telefoon", "Bel mij"),
            Choice("email", "Mail mij"),
            Choice("sms", "Sms mij"),
        ],
    )
    onderwerp = SelectMultipleField(
        "Waar wilt u over praten?",
        choices=[Choice("kinderen", "De kinderen"), Choice("geld", "Geld"), Choice("huis", "Het huis")],
        option_widget=CheckboxInput(),
        widget=ListWidget(),
    )
    toelichting = TextAreaField("Wilt u iets vertellen? Hoeft niet.")
    herinnering = BooleanField("Stuur mij een herinnering")


def showcase() -> dict[str, Any]:
    """A form without faults, and one with a fault in every field."""
    faulty = _Example(prefix="fout-")
    for field in faulty:
        field.errors = ["Vul dit in."]
    faulty.process()
    for field in faulty:
        field.errors = ["Vul dit in."]
    return {"form": _Example(), "faulty": faulty}
