-- One chain of events: each carries the hash of the one before it, so that nobody changes, removes or reorders any of
-- them unseen. What is hashed: docs/operate/audit.md. The rows that are already there are chained by the step.
-- step: chain_what_is_there
ALTER TABLE audit_events ADD COLUMN sequence {{integer}};  -- [none; with the record; no] place in the chain, from 1 without gaps
ALTER TABLE audit_events ADD COLUMN previous_hash TEXT;    -- [none; with the record; no] hash of the event before
ALTER TABLE audit_events ADD COLUMN hash TEXT;             -- [none; with the record; no] SHA-256 over the event and previous_hash
CREATE UNIQUE INDEX audit_events_by_sequence ON audit_events (sequence);
CREATE INDEX audit_events_by_actor ON audit_events (actor_id);
-- The database itself refuses to change or remove an event, and to add one outside the chain.
-- @sqlite
CREATE TRIGGER audit_events_refuse_outsiders BEFORE INSERT ON audit_events
WHEN NEW.sequence IS NULL OR NEW.previous_hash IS NULL OR NEW.hash IS NULL
BEGIN SELECT RAISE(ABORT, 'an event of the audit stands in its chain'); END;
CREATE TRIGGER audit_events_refuse_change BEFORE UPDATE ON audit_events WHEN OLD.sequence IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an event of the audit is never changed'); END;
CREATE TRIGGER audit_events_refuse_removal BEFORE DELETE ON audit_events
BEGIN SELECT RAISE(ABORT, 'an event of the audit is never removed'); END;
-- @end
-- @postgres
CREATE FUNCTION audit_events_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'an event of the audit stands in its chain, and is never changed or removed' USING ERRCODE = '23001'; END $$;
CREATE TRIGGER audit_events_refuse_outsiders BEFORE INSERT ON audit_events FOR EACH ROW
WHEN (NEW.sequence IS NULL OR NEW.previous_hash IS NULL OR NEW.hash IS NULL) EXECUTE FUNCTION audit_events_refuse();
CREATE TRIGGER audit_events_refuse_change BEFORE UPDATE ON audit_events FOR EACH ROW
WHEN (OLD.sequence IS NOT NULL) EXECUTE FUNCTION audit_events_refuse();
CREATE TRIGGER audit_events_refuse_removal BEFORE DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION audit_events_refuse();
CREATE TRIGGER audit_events_refuse_emptying BEFORE TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION audit_events_refuse();
-- @end
