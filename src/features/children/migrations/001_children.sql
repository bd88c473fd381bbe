-- Each column: [category; retention; in subject access] purpose.
-- A child as several authorities and years know it. No names: who a child is stands elsewhere, encrypted.
CREATE TABLE children (
  id {{id}} PRIMARY KEY,              -- [personal; 75 years from birth; yes] our own identity of the child
  sex TEXT CHECK (sex IN ('female', 'male', 'unknown')),  -- [personal; 75 years from birth; yes] as recorded; null: not stated
  born_on {{date}},                   -- [personal; 75 years from birth; yes] day of birth; null: not stated
  birth_month TEXT,                   -- [personal; 75 years from birth; yes] 2011-04; kept also where the day is not known
  ethnicity TEXT,                     -- [special; 75 years from birth; yes] code of the return, WBRI
  unaccompanied {{bool}},             -- [personal; 75 years from birth; yes] came as an unaccompanied asylum-seeking child
  mother {{bool}},                    -- [special; 75 years from birth; yes] is a mother herself
  first_child_born_on {{date}},       -- [special; 75 years from birth; yes] birth of her own first child
  merged_into {{id}} REFERENCES children (id),  -- [personal; 75 years from birth; yes] the record that stands for this one
  import_id {{id}},                   -- [none; 75 years from birth; no] the import that first made the record
  recorded_at {{instant}} NOT NULL    -- [none; 75 years from birth; no] when the record was made
) {{strict}};

-- The ids of the authorities' own systems are unique within one authority only.
CREATE TABLE child_links (
  authority_code TEXT NOT NULL,       -- [personal; 75 years from birth; yes] authority whose id it is, its code at that time
  local_id TEXT NOT NULL,             -- [personal; 75 years from birth; yes] the child's id there (CHILD in a return)
  child_id {{id}} NOT NULL REFERENCES children (id),  -- [personal; 75 years from birth; yes] our record of the child
  from_on {{date}},                   -- [personal; 75 years from birth; yes] first day on which the authority is known to use it
  import_id {{id}},                   -- [none; 75 years from birth; no] the import that made the link
  PRIMARY KEY (authority_code, local_id)
) {{strict}};
CREATE INDEX child_links_by_child ON child_links (child_id);

-- Two records found to be one child. Taking a merge back is a date, not a deletion.
CREATE TABLE child_merges (
  id {{id}} PRIMARY KEY,              -- [none; 75 years from birth; no] identity, sortable by time
  kept_id {{id}} NOT NULL REFERENCES children (id),    -- [personal; 75 years from birth; yes] the record that stands
  merged_id {{id}} NOT NULL REFERENCES children (id),  -- [personal; 75 years from birth; yes] the record that now points to it
  reason TEXT NOT NULL,               -- [personal; 75 years from birth; yes] why they are one child
  actor_id TEXT NOT NULL,             -- [personal; 75 years from birth; yes] who said so
  at {{instant}} NOT NULL,            -- [none; 75 years from birth; yes] when
  undone_at {{instant}}               -- [none; 75 years from birth; yes] when it was taken back
) {{strict}};
CREATE INDEX child_merges_by_merged ON child_merges (merged_id);

-- What a person put right. It stands over whatever a later return says, until it is taken back.
CREATE TABLE child_corrections (
  id {{id}} PRIMARY KEY,              -- [none; 75 years from birth; no] identity, sortable by time
  child_id {{id}} NOT NULL REFERENCES children (id),  -- [personal; 75 years from birth; yes] the child
  field TEXT NOT NULL CHECK (field IN ('sex', 'born_on', 'birth_month', 'ethnicity', 'unaccompanied', 'mother', 'first_child_born_on')),  -- [none; 75 years from birth; yes] the column put right
  value TEXT,                         -- [special; 75 years from birth; yes] what is right; null: not known
  was TEXT,                           -- [special; 75 years from birth; yes] what stood before
  reason TEXT NOT NULL,               -- [personal; 75 years from birth; yes] why
  actor_id TEXT NOT NULL,             -- [personal; 75 years from birth; yes] who
  at {{instant}} NOT NULL,            -- [none; 75 years from birth; yes] when
  undone_at {{instant}}               -- [none; 75 years from birth; yes] when it was taken back
) {{strict}};
CREATE INDEX child_corrections_by_child ON child_corrections (child_id);

-- Which record stands for each: its own id, or the one it was merged into.
CREATE VIEW v_child_identities AS
SELECT id AS child_id, COALESCE(merged_into, id) AS current_id
FROM children;
