-- For whom one event was: asked when the look-up is held against the chain, and for events that are nobody else's.
CREATE INDEX audit_organisations_by_sequence ON audit_organisations (sequence);
