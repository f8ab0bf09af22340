"""A question as a query of the index: every wanted part somewhere, marks rewarded, words that stand together rewarded.

Vietnamese is written syllable by syllable, so two words side by side mean far more than the two apart.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from tantivy import FieldType, Occur, Query

from .asking import Part, Question
from .entries import TEXTS, keys, schema
from .words import bare_words, has_marks, looks_like_symbol, marked_words

#: How much a word counts by where it stands.
WEIGHTS = {"symbol": 6.0, "subject": 4.0, "about": 2.0, "body": 1.0}
#: A question that is a paper's symbol means that paper.
SYMBOL_WEIGHT = 60.0
#: When marks were typed, a word without them is only perhaps the one that is meant.
UNMARKED_WEIGHT, MARKED_WEIGHT, PAIR_WEIGHT = 0.3, 2.5, 4.0


@dataclass(frozen=True)
class Narrowing:
    """Facts that narrow a search besides its words; days are both included."""

    kind_id: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None


def query(question: Question, principals: list[str], clearance: int, narrowing: Narrowing) -> Query:
    """What the index is asked: the question within what these principals, cleared so far, may read."""
    whole = _any(_keyed(question.text), _all_parts(question)) if len(question.wanted) > 1 else _all_parts(question)
    clauses = [(Occur.Must, whole)]
    clauses += [(Occur.MustNot, _anywhere(part)) for part in question.unwanted]
    clauses += [(Occur.Must, Query.const_score_query(fact, 0.0)) for fact in _facts(principals, clearance, narrowing)]
    return Query.boolean_query(clauses)


def _facts(principals: list[str], clearance: int, narrowing: Narrowing) -> list[Query]:
    facts = [
        Query.term_set_query(schema(), "principals", principals),
        Query.range_query(schema(), "secrecy", FieldType.Unsigned, upper_bound=clearance),
    ]
    if narrowing.kind_id:
        facts.append(Query.term_query(schema(), "kind", narrowing.kind_id))
    if narrowing.since or narrowing.until:
        lower = narrowing.since.toordinal() if narrowing.since else 1
        upper = narrowing.until.toordinal() if narrowing.until else dt.date.max.toordinal()
        facts.append(Query.range_query(schema(), "day", FieldType.Unsigned, lower_bound=lower, upper_bound=upper))
    return facts


def _all_parts(question: Question) -> Query:
    clauses = [(Occur.Must, _anywhere(part)) for part in question.wanted]
    clauses += [
        (Occur.Should, Query.boost_query(_marked(part), MARKED_WEIGHT))
        for part in question.wanted
        if has_marks(part.text)
    ]
    plain = [part.text for part in question.wanted if not part.exact]
    for left, right in pairwise(plain):
        pair = f"{left} {right}"
        clauses.append((Occur.Should, Query.boost_query(_in_fields(bare_words(pair), TEXTS), PAIR_WEIGHT)))
        if has_marks(pair):
            clauses.append((Occur.Should, Query.boost_query(_marked(Part(pair)), PAIR_WEIGHT)))
    return Query.boolean_query(clauses)


def _anywhere(part: Part) -> Query:
    """The part in any field. A phrase in quotes typed with marks must stand there with them."""
    if part.exact and has_marks(part.text):
        return _any(_marked(part), _in_fields(bare_words(part.text), ("symbol",)))
    bare = _in_fields(bare_words(part.text), tuple(WEIGHTS))
    if has_marks(part.text) and not looks_like_symbol(part.text):
        bare = Query.boost_query(bare, UNMARKED_WEIGHT)
    return _any(bare, _keyed(part.text))


def _marked(part: Part) -> Query:
    words = marked_words(part.text)
    return _any(*(Query.boost_query(_standing(f"{name}_marked", words), WEIGHTS[name]) for name in TEXTS))


def _in_fields(words: list[str], names: tuple[str, ...]) -> Query:
    return _any(*(Query.boost_query(_standing(name, words), WEIGHTS[name]) for name in names))


def _keyed(text: str) -> Query:
    """The text as a whole symbol."""
    return Query.const_score_query(Query.term_set_query(schema(), "key", sorted(keys(text))), SYMBOL_WEIGHT)


def _standing(field: str, words: list[str]) -> Query:
    """The words side by side in one field."""
    if len(words) == 1:
        return Query.term_query(schema(), field, words[0])
    return Query.phrase_query(schema(), field, list(words))


def _any(*queries: Query) -> Query:
    """The best of several, the others counting a little."""
    return Query.disjunction_max_query(list(queries), 0.2)
