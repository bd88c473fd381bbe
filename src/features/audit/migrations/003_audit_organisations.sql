-- Each column: [category; retention; in subject access] purpose.
-- For whom an event was: a look-up for an organisation's own auditor, made from the events and never more than they say.
CREATE TABLE audit_organisations (
  organisation_id TEXT NOT NULL,      -- [none; with the record; no] for whom the actor acted, or the organisation it was done to
  sequence {{integer}} NOT NULL,      -- [none; with the record; no] number of the event
  PRIMARY KEY (organisation_id, sequence)
) {{strict}};
-- step: note_for_whom_it_was
