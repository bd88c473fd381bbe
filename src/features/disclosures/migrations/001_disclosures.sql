-- Who was shown what of a child, when and why. Rows are only ever added. The child is named without a reference: what was
-- shown stays known when a record is merged, or was entered in error and taken away.
CREATE TABLE disclosures (
  id {{id}} PRIMARY KEY,              -- [none; with the record; yes] identity of the entry, sortable by time
  at {{instant}} NOT NULL,            -- [none; with the record; yes] when it was shown
  child_id TEXT NOT NULL,             -- [personal; with the record; yes] whose facts were shown
  actor_kind TEXT NOT NULL CHECK (actor_kind IN ('person', 'operator', 'system')),  -- [none; with the record; yes] what kind of reader
  actor_id TEXT NOT NULL,             -- [personal; with the record; yes] who saw it
  organisation_id TEXT NOT NULL,      -- [none; with the record; yes] for which organisation they acted; empty: none
  tier TEXT NOT NULL CHECK (tier IN ('outline', 'needs', 'identity', 'file')),  -- [none; with the record; yes] how much was shown
  what TEXT NOT NULL,                 -- [none; with the record; yes] names of the facts shown, not the facts
  purpose TEXT NOT NULL CHECK (purpose IN ('placing', 'care', 'oversight', 'inspection', 'safeguarding', 'subject_access', 'administration')),  -- [none; with the record; yes] what for
  grounds TEXT NOT NULL,              -- [none; with the record; yes] why the reader was allowed to
  event_sequence {{integer}} NOT NULL UNIQUE  -- [none; with the record; no] number of the audit event that proves this entry
) {{strict}};
CREATE INDEX disclosures_by_child ON disclosures (child_id);
CREATE INDEX disclosures_by_reader ON disclosures (actor_id);
-- @sqlite
CREATE TRIGGER disclosures_refuse_change BEFORE UPDATE ON disclosures
BEGIN SELECT RAISE(ABORT, 'an entry of the disclosure ledger is never changed'); END;
CREATE TRIGGER disclosures_refuse_removal BEFORE DELETE ON disclosures
BEGIN SELECT RAISE(ABORT, 'an entry of the disclosure ledger is never removed'); END;
-- @end
-- @postgres
CREATE FUNCTION disclosures_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'an entry of the disclosure ledger is never changed or removed' USING ERRCODE = '23001'; END $$;
CREATE TRIGGER disclosures_refuse_change BEFORE UPDATE OR DELETE ON disclosures FOR EACH ROW EXECUTE FUNCTION disclosures_refuse();
CREATE TRIGGER disclosures_refuse_emptying BEFORE TRUNCATE ON disclosures FOR EACH STATEMENT EXECUTE FUNCTION disclosures_refuse();
-- @end
