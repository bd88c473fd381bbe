-- Who did what, when and why. Rows are only ever added.
-- Each column: [category; retention; in subject access] purpose.
CREATE TABLE audit_events (
  id {{id}} PRIMARY KEY,              -- [none; with the record; yes] identity of the event, sortable by time
  at {{instant}} NOT NULL,            -- [none; with the record; yes] when it happened
  actor_kind TEXT NOT NULL CHECK (actor_kind IN ('person', 'operator', 'system')),  -- [none; with the record; yes] what acted
  actor_id TEXT NOT NULL,             -- [personal; with the record; yes] which person or process
  action TEXT NOT NULL,               -- [none; with the record; yes] what was done, in the past tense: referral.withdrawn
  subject_kind TEXT NOT NULL,         -- [none; with the record; yes] the kind of record it was done to
  subject_id TEXT NOT NULL,           -- [personal; with the record; yes] the record it was done to
  grounds TEXT NOT NULL,              -- [none; with the record; yes] why the actor was allowed to
  detail {{json}} NOT NULL            -- [none; with the record; no] counts and codes; never identities
) {{strict}};
CREATE INDEX audit_events_by_subject ON audit_events (subject_kind, subject_id);
CREATE INDEX audit_events_by_time ON audit_events (at);
