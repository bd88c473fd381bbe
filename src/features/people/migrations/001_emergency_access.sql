-- Each column: [category; retention; in subject access] purpose.
-- A worker of the responsible authority opened a child's record in an emergency: for a while, to read, and never unseen.
CREATE TABLE emergency_access (
  id {{id}} PRIMARY KEY,              -- [none; 6 years from the end; yes] identity, sortable by time
  person_id {{id}} NOT NULL REFERENCES people (id),                -- [personal; 6 years from the end; yes] who
  organisation_id {{id}} NOT NULL REFERENCES organisations (id),   -- [personal; 6 years from the end; yes] for which authority
  child_id {{id}} NOT NULL REFERENCES children (id),               -- [personal; 6 years from the end; yes] whose record
  danger TEXT NOT NULL CHECK (danger IN ('missing', 'harm', 'medical', 'police', 'other')),  -- [special; 6 years from the end; yes] what sort of danger
  reason_sealed TEXT NOT NULL,        -- [special; 6 years from the end; yes] the person's own words, sealed: they may name a child
  opened_at {{instant}} NOT NULL,     -- [personal; 6 years from the end; yes] when
  until_at {{instant}} NOT NULL,      -- [none; 6 years from the end; yes] when it ends by itself
  seen_by {{id}} REFERENCES people (id),   -- [personal; 6 years from the end; yes] who of the authority looked at it; null: nobody yet
  seen_at {{instant}},                -- [none; 6 years from the end; yes] when
  seen_words_sealed TEXT,             -- [personal; 6 years from the end; yes] what they made of it, sealed
  CHECK ((seen_by IS NULL) = (seen_at IS NULL))
) {{strict}};
CREATE INDEX emergency_access_by_person ON emergency_access (person_id);
CREATE INDEX emergency_access_by_organisation ON emergency_access (organisation_id);
