"""The set-based statements of a morning: fifty thousand pieces of work are one INSERT, not fifty thousand.

All run as the machine. Who may not read the paper is not reminded of it: the same conditions as the database's own
`chauban_may_read()`, for everybody at once.
"""

#: `%(…)s`: on, at, the columns of the calls as arrays, and the states and parts that count.
WORK = """
WITH called AS (
  SELECT * FROM unnest(%(dues)s::date[], %(kinds)s::text[], %(days)s::int[], %(mornings)s::timestamptz[])
    AS c(due_on, kind, days, morning)),
post AS MATERIALIZED (
  SELECT p.person_id, p.unit_id, p.role, u.agency_id, g.parent_id AS above_id
  FROM people_post p JOIN people_person q ON q.id = p.person_id JOIN people_unit u ON u.id = p.unit_id
    JOIN people_agency g ON g.id = u.agency_id
  WHERE q.is_active AND p.starts_on <= %(on)s::date AND (p.ends_on IS NULL OR p.ends_on >= %(on)s::date)),
person AS MATERIALIZED (
  SELECT q.id, q.clearance, array(SELECT unit_id FROM post WHERE post.person_id = q.id) AS units
  FROM people_person q WHERE q.is_active),
work AS MATERIALIZED (
  SELECT a.id, a.document_id, a.unit_id, a.person_id, a.due_on, c.kind, c.days, d.secrecy,
         coalesce(a.on_behalf_of_id, a.assigned_by_id) AS giver_id
  FROM routing_assignment a JOIN called c ON c.due_on = a.due_on AND a.assigned_at <= c.morning
    JOIN documents_document d ON d.id = a.document_id
  WHERE a.ended_at IS NULL AND a.state = ANY (%(states)s::text[]) AND a.part = ANY (%(parts)s::text[]))
"""

READS = """
p.clearance >= w.secrecy AND EXISTS (
  SELECT FROM documents_reader r WHERE r.document_id = w.document_id
  AND (r.person_id = p.id OR r.unit_id = ANY (p.units)))
"""

#: To whom a head `h` who hears of work `w` lent the powers over work, which never reaches a classified paper.
LENT = """
JOIN people_delegation l ON l.giver_id = h.person_id
  AND l.ended_at IS NULL AND l.starts_at <= %(at)s AND l.ends_at > %(at)s AND l.scope IN ('everything', 'assignments')
JOIN person p ON p.id = l.receiver_id AND cardinality(p.units) > 0
WHERE w.secrecy = 0
  AND EXISTS (SELECT FROM post o WHERE o.person_id = h.person_id AND o.role = ANY (%(heads)s::text[]))
"""

#: The holder; of a unit its heads, or everybody in it when no head may read the paper; and who stands in for them.
HOLDERS = f"""
able AS (
  SELECT w.id, p.id AS person_id, h.place, min(h.place) OVER (PARTITION BY w.id) AS first
  FROM work w JOIN LATERAL (
    SELECT w.person_id, 1 AS place WHERE w.person_id IS NOT NULL
    UNION ALL
    SELECT o.person_id, CASE WHEN o.role = ANY (%(heads)s::text[]) THEN 1 ELSE 2 END
    FROM post o WHERE o.unit_id = w.unit_id) h ON true
  JOIN person p ON p.id = h.person_id
  WHERE {READS}),
holder AS (SELECT DISTINCT id, person_id FROM able WHERE place = first),
hearer AS (
  SELECT id, person_id FROM holder
  UNION
  SELECT h.id, l.receiver_id FROM holder h JOIN work w ON w.id = h.id {LENT})
"""  # noqa: S608

REMIND = f"""
INSERT INTO urging_reminder (assignment_id, document_id, person_id, kind, due_on, days, "on", made_at)
{WORK}, {HOLDERS}
SELECT w.id, w.document_id, h.person_id, w.kind, w.due_on, w.days, %(on)s::date, %(at)s
FROM work w JOIN hearer h ON h.id = w.id
ON CONFLICT DO NOTHING
"""  # noqa: S608

#: Of overdue work: the heads over a person, the chief of that office, who gave the work, and who stands in for them;
#: each level once, after so many working days for each, and nobody who is reminded as a holder.
ESCALATE = f"""
INSERT INTO urging_reminder (assignment_id, document_id, person_id, kind, due_on, days, level, "on", made_at)
{WORK},
place AS (
  SELECT w.id, u.id AS unit_id, u.agency_id FROM work w JOIN people_unit u ON u.id = w.unit_id
  UNION
  SELECT w.id, o.unit_id, o.agency_id FROM work w JOIN post o ON o.person_id = w.person_id),
step AS (
  SELECT w.id, coalesce(min(r.days), %(step)s::int) AS days
  FROM work w LEFT JOIN place l ON l.id = w.id LEFT JOIN urging_rule r ON r.agency_id = l.agency_id GROUP BY w.id),
above AS (
  SELECT w.id, o.person_id, 1 AS level FROM work w JOIN place l ON l.id = w.id
    JOIN post o ON o.unit_id = l.unit_id AND o.role = ANY (%(heads)s::text[]) WHERE w.unit_id IS NULL
  UNION
  SELECT l.id, o.person_id, 2 FROM place l
    JOIN post o ON o.role = 'chief' AND (o.agency_id = l.agency_id OR o.above_id = l.agency_id)
  UNION
  SELECT w.id, w.giver_id, 3 FROM work w),
told AS (
  SELECT w.id, p.id AS person_id, b.level
  FROM work w JOIN step s ON s.id = w.id JOIN above b ON b.id = w.id AND w.days >= s.days * b.level
    JOIN person p ON p.id = b.person_id
  WHERE w.kind = 'overdue' AND p.id IS DISTINCT FROM w.person_id AND {READS}
    AND NOT EXISTS (SELECT FROM urging_reminder r WHERE r.assignment_id = w.id AND r.due_on = w.due_on
                    AND r.kind = 'escalated' AND r.level = b.level)),
hearer AS (
  SELECT id, person_id, level FROM told
  UNION
  SELECT h.id, l.receiver_id, h.level FROM told h JOIN work w ON w.id = h.id {LENT})
SELECT w.id, w.document_id, h.person_id, 'escalated', w.due_on, w.days, min(h.level), %(on)s::date, %(at)s
FROM work w JOIN hearer h ON h.id = w.id
WHERE h.person_id IS DISTINCT FROM w.person_id
  AND NOT EXISTS (SELECT FROM urging_reminder r WHERE r.assignment_id = w.id AND r.due_on = w.due_on
                  AND r.kind = 'overdue' AND r.person_id = h.person_id)
GROUP BY w.id, w.document_id, h.person_id, w.due_on, w.days
ON CONFLICT DO NOTHING
"""  # noqa: S608

#: What people said to hurry work on, carried to its holders.
CARRY = f"""
INSERT INTO urging_reminder (assignment_id, document_id, person_id, kind, due_on, days, word_id, "on", made_at)
WITH post AS MATERIALIZED (
  SELECT p.person_id, p.unit_id, p.role FROM people_post p JOIN people_person q ON q.id = p.person_id
  WHERE q.is_active AND p.starts_on <= %(on)s::date AND (p.ends_on IS NULL OR p.ends_on >= %(on)s::date)),
person AS MATERIALIZED (
  SELECT q.id, q.clearance, array(SELECT unit_id FROM post WHERE post.person_id = q.id) AS units
  FROM people_person q WHERE q.is_active),
work AS MATERIALIZED (
  SELECT a.id, a.document_id, a.unit_id, a.person_id, a.due_on, d.secrecy, o.id AS word_id, o.by_id
  FROM routing_word o
    JOIN routing_assignment a ON a.id = o.assignment_id JOIN documents_document d ON d.id = a.document_id
  WHERE o.said = 'urged' AND a.ended_at IS NULL
    AND NOT EXISTS (SELECT FROM urging_reminder r WHERE r.word_id = o.id)),
{HOLDERS}
SELECT w.id, w.document_id, h.person_id, 'urged', w.due_on, 0, w.word_id, %(on)s::date, %(at)s
FROM work w JOIN hearer h ON h.id = w.id WHERE h.person_id <> w.by_id
ON CONFLICT DO NOTHING
"""  # noqa: S608

#: Of the machine's own notices about a piece of work only the last one waits to be seen, of work that ended none: what
#: a desk looks through stays as short as what it shows.
TIDY = """
UPDATE urging_reminder r SET seen_at = %(at)s
WHERE r.seen_at IS NULL AND r.made_at <> %(at)s AND (
  (r.word_id IS NULL AND EXISTS (
    SELECT FROM urging_reminder n
    WHERE n.assignment_id = r.assignment_id AND n.person_id = r.person_id AND n.made_at = %(at)s))
  OR EXISTS (SELECT FROM routing_assignment a WHERE a.id = r.assignment_id AND a.ended_at IS NOT NULL))
"""

WRITABLE = """
FROM urging_reminder r JOIN people_person q ON q.id = r.person_id AND q.is_active
  LEFT JOIN urging_preference p ON p.person_id = r.person_id
WHERE coalesce(nullif(p.address, ''), q.email) <> ''
"""

SINGLES = f"""
INSERT INTO urging_mail (person_id, kind, reminder_id, "on", made_at, next_try_at, state, attempts, error)
SELECT r.person_id, 'single', r.id, r."on", r.made_at, r.made_at, 'waiting', 0, ''
{WRITABLE} AND p.mode = 'single' AND r.made_at = %(at)s
ON CONFLICT DO NOTHING
"""

#: One letter for what was made since the last one, at most a week ago; one that a wrong clock dated later is none.
DIGESTS = f"""
INSERT INTO urging_mail (person_id, kind, "on", made_at, next_try_at, state, attempts, error)
SELECT DISTINCT r.person_id, 'digest', %(on)s::date, %(at)s::timestamptz, %(at)s::timestamptz, 'waiting', 0, ''
{WRITABLE} AND coalesce(p.mode, 'digest') = 'digest'
  AND r.made_at > greatest(%(at)s::timestamptz - interval '7 days',
    (SELECT max(m.made_at) FROM urging_mail m
     WHERE m.person_id = r.person_id AND m.kind = 'digest' AND m.made_at <= %(at)s::timestamptz))
  AND r.made_at <= %(at)s::timestamptz
  AND NOT EXISTS (SELECT FROM urging_mail m WHERE m.reminder_id = r.id)
ON CONFLICT DO NOTHING
"""  # noqa: S608

#: The next letter whose hour has come and whose reader is not in quiet hours; another sender's is passed over.
NEXT = """
SELECT m.* FROM urging_mail m LEFT JOIN urging_preference p ON p.person_id = m.person_id
WHERE m.state = 'waiting' AND m.next_try_at <= %(at)s AND NOT coalesce(
  CASE WHEN p.quiet_from <= p.quiet_until THEN %(clock)s::time >= p.quiet_from AND %(clock)s::time < p.quiet_until
       ELSE %(clock)s::time >= p.quiet_from OR %(clock)s::time < p.quiet_until END, false)
ORDER BY m.attempts, m.id FOR UPDATE OF m SKIP LOCKED LIMIT 1
"""
