"""Names of elements, aspects and rules, in the language of the reader."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ELEMENTS: Final = {
    "heading": _("heading of the page"),
    "motto": _("motto"),
    "superior": _("superior body"),
    "issuer": _("issuing body"),
    "number": _("number and symbol"),
    "place-date": _("place and date"),
    "kind": _("name of the kind"),
    "subject": _("subject"),
    "letter-subject": _("subject of the letter"),
    "attached-to": _("note of what it is attached to"),
    "competence": _("issuing authority"),
    "ground": _("ground"),
    "enacting": _("enacting words"),
    "sent-to": _("addressed to"),
    "addressee": _("addressee"),
    "part": _("number of a part"),
    "part-title": _("title of a part"),
    "article": _("article"),
    "titled": _("numbered heading"),
    "body": _("running text"),
    "table": _("text in a table"),
    "authority": _("authority of the signer"),
    "office": _("office of the signer"),
    "signer": _("name of the signer"),
    "recipients": _("the word “Recipients”"),
    "recipient": _("line of recipients"),
    "annex": _("the word “Annex”"),
    "annex-title": _("title of an annex"),
    "page-number": _("page number"),
    "urgency": _("urgency mark"),
    "secrecy": _("secrecy mark"),
    "circulation": _("circulation note"),
    "draft-mark": _("draft mark"),
}
ASPECTS: Final = {
    "missing": _("is missing"),
    "size": _("size of letters"),
    "weight": _("weight of letters"),
    "slant": _("slant of letters"),
    "underline": _("underline"),
    "capitals": _("capital letters"),
    "align": _("alignment"),
    "indent": _("first-line indent"),
    "space": _("space between paragraphs"),
    "line": _("line spacing"),
    "ruled": _("mark below"),
    "lead": _("weight of the article's number"),
    "words": _("wording"),
}
RULES: Final = {
    "page.size": _("Size of the paper"),
    "page.margins": _("Margins"),
    "page.numbers": _("Page numbers are missing"),
    "page.number-above": _("Page number below the text"),
    "page.number-first": _("Page number on the first page"),
    "font": _("Typeface"),
    "font.stray": _("A word in another typeface"),
    "size.stray": _("A word of another size"),
    "colour": _("Colour of letters"),
    "number.colon": _("Colon after “Số”"),
    "number.zero": _("Zero before a number below 10"),
    "number.form": _("Form of number and symbol"),
    "number.kind": _("Symbol does not agree with the kind"),
    "date.form": _("Form of place and date"),
    "date.zero": _("Zero before the day or the month"),
    "date.real": _("No such day"),
    "ground.dash": _("Dash before a ground"),
    "ground.ends": _("Mark at the end of a ground"),
    "citation.full": _("First mention of a document is not complete"),
    "citation.dates": _("One document cited with two dates"),
    "citation.unknown": _("Cited document is not known here"),
    "citation.not-in-force": _("Cited document is not in force"),
    "body.ends": _("End of the text"),
    "signer.titles": _("Title before the signer's name"),
    "addressee.ends": _("Marks in the list of addressees"),
    "recipient.dash": _("Dash before a recipient"),
    "recipient.ends": _("Marks in the list of recipients"),
    "recipient.keep": _("Line that says where the copy is kept"),
    "recipient.first": _("First line of the recipients"),
    "article.order": _("Order of articles"),
    "article.dot": _("Full stop after an article's number"),
    "annex.mentioned": _("Annex that the text does not mention"),
    "annex.numbered": _("Numbers of annexes"),
    "draft-mark": _("Draft mark"),
    "text.composed": _("Letters stored in pieces"),
    "text.spelling": _("Spelling"),
    "text.abolished": _("Body that no longer exists"),
    "text.sum": _("Total that does not agree with its rows"),
    "file.macros": _("Macros in the file"),
    "file.outside": _("Content from outside the file"),
    "file.embedded": _("File within the file"),
    "file.changes": _("Tracked changes"),
    "file.comments": _("Comments in the file"),
    "file.styles": _("Style based on itself"),
}


def name_of(rule: str) -> str:
    """A rule in words: its own name, or its element and aspect."""
    if rule in RULES:
        return str(RULES[rule])
    element, aspect = rule.rsplit(".", 1)
    said = gettext("%(element)s: %(aspect)s") % {"element": ELEMENTS[element], "aspect": ASPECTS[aspect]}
    return said[:1].upper() + said[1:]
