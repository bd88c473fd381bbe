-- Each column: [category; retention; in subject access] purpose.
-- Locked by the person who leaves the desk; unlocked with the password or a one-time code.
ALTER TABLE sessions ADD COLUMN locked_at {{instant}};   -- [personal; 30 days; yes] when; null: not locked by hand

-- Links to choose a new password, sent to the address of the account. Only the hash is kept.
CREATE TABLE recovery_links (
  code_hash TEXT PRIMARY KEY,         -- [none; 30 days; no] SHA-256 of the link's code
  person_id {{id}} NOT NULL REFERENCES people (id),  -- [personal; 30 days; yes] whose account
  made_at {{instant}} NOT NULL,       -- [none; 30 days; yes] when
  expires_at {{instant}} NOT NULL,    -- [none; 30 days; yes] when it ends
  ended_at {{instant}}                -- [none; 30 days; yes] when it was used or replaced; null: it may be used
) {{strict}};
CREATE INDEX recovery_links_by_person ON recovery_links (person_id);
