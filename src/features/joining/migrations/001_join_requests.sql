-- Each column: [category; retention; in subject access] purpose.
-- A provider that was asked by letter and wants to work here: what it said, and what whoever operates the service answered.
CREATE TABLE join_requests (
  id {{id}} PRIMARY KEY,               -- [none; 12 months after the end; no] identity
  urn TEXT NOT NULL,                   -- [none; 12 months after the end; no] the home whose letter led here
  authority_id {{id}} NOT NULL REFERENCES organisations (id),  -- [none; 12 months after the end; no] the authority that had written the letter
  provider TEXT NOT NULL,              -- [none; 12 months after the end; no] name of the organisation, as typed
  person_sealed TEXT NOT NULL,         -- [personal; 12 months after the end; yes] who would administer it, as typed, sealed
  email_sealed TEXT NOT NULL,          -- [personal; 12 months after the end; yes] their e-mail address, sealed
  asked_at {{instant}} NOT NULL,       -- [none; 12 months after the end; no] when
  state TEXT NOT NULL CHECK (state IN ('waiting', 'let_in', 'refused')),  -- [none; 12 months after the end; no] what became of it
  organisation_id {{id}} REFERENCES organisations (id),  -- [none; 12 months after the end; no] the organisation that was let in; null: none
  because TEXT NOT NULL DEFAULT '',    -- [none; 12 months after the end; no] why it was refused, in the words of whoever answered
  answered_by TEXT,                    -- [personal; 12 months after the end; yes] who answered; null: nobody yet
  answered_at {{instant}}              -- [none; 12 months after the end; no] when
) {{strict}};
-- One request of a home waits at a time: whoever asks again is told that it waits.
CREATE UNIQUE INDEX join_requests_waiting ON join_requests (urn) WHERE state = 'waiting';
