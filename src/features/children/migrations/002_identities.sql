-- Each column: [category; retention; in subject access] purpose.
-- Who a child is, apart from what the work knows of it. Every name and number is sealed with the key that lies beside the
-- store, never in it: a copy of the database alone names no child.
CREATE TABLE child_identities (
  child_id {{id}} PRIMARY KEY REFERENCES children (id),  -- [personal; 75 years from birth; yes] whose
  given_names_sealed TEXT NOT NULL,   -- [personal; 75 years from birth; yes] given names, sealed
  family_name_sealed TEXT NOT NULL,   -- [personal; 75 years from birth; yes] family name, sealed
  known_as_sealed TEXT,               -- [personal; 75 years from birth; yes] the name the child goes by, sealed; null: the given one
  upn_sealed TEXT,                    -- [personal; 75 years from birth; yes] unique pupil number, sealed; null: not known
  nhs_number_sealed TEXT,             -- [personal; 75 years from birth; yes] NHS number, sealed; null: not known
  version {{integer}} NOT NULL,       -- [none; 75 years from birth; no] counts changes, so that none is lost
  changed_by TEXT NOT NULL,           -- [personal; 75 years from birth; yes] who last changed it
  changed_at {{instant}} NOT NULL     -- [none; 75 years from birth; yes] when
) {{strict}};

-- What an exact search looks up: keyed hashes of whole words of the name and of the numbers.
CREATE TABLE child_identity_tokens (
  child_id {{id}} NOT NULL REFERENCES children (id),  -- [personal; 75 years from birth; no] whose
  kind TEXT NOT NULL CHECK (kind IN ('name', 'upn', 'nhs_number')),  -- [none; 75 years from birth; no] of what
  search_token TEXT NOT NULL,         -- [personal; 75 years from birth; no] keyed hash of one word or number
  PRIMARY KEY (search_token, kind, child_id)
) {{strict}};
CREATE INDEX child_identity_tokens_by_child ON child_identity_tokens (child_id);

-- While an authority is responsible for a child. Half-open in days.
CREATE TABLE child_cases (
  id {{id}} PRIMARY KEY,              -- [none; 75 years from birth; no] identity, sortable by time
  child_id {{id}} NOT NULL REFERENCES children (id),  -- [personal; 75 years from birth; yes] whose
  authority_code TEXT NOT NULL,       -- [personal; 75 years from birth; yes] the responsible authority, its code at that time
  from_on {{date}} NOT NULL,          -- [personal; 75 years from birth; yes] first day of care
  until_on {{date}},                  -- [personal; 75 years from birth; yes] day on which care ended; null: goes on
  restricted {{bool}} NOT NULL,       -- [personal; 75 years from birth; yes] seen only by those to whom the child is allocated
  restricted_because TEXT,            -- [personal; 75 years from birth; yes] why; null: it is not
  recorded_at {{instant}} NOT NULL,   -- [none; 75 years from birth; no] when the row was made
  CHECK (until_on IS NULL OR until_on >= from_on),
  CHECK (restricted = 0 OR restricted_because IS NOT NULL)
) {{strict}};
CREATE INDEX child_cases_by_child ON child_cases (child_id);
CREATE INDEX child_cases_by_authority ON child_cases (authority_code);

-- Who works with a child. Half-open in days.
CREATE TABLE child_allocations (
  id {{id}} PRIMARY KEY,              -- [none; 75 years from birth; no] identity, sortable by time
  child_id {{id}} NOT NULL REFERENCES children (id),  -- [personal; 75 years from birth; yes] whom they work with
  person_id TEXT NOT NULL,            -- [personal; 75 years from birth; yes] who
  part TEXT NOT NULL CHECK (part IN ('worker', 'manager', 'reviewing_officer')),  -- [none; 75 years from birth; yes] as what
  from_on {{date}} NOT NULL,          -- [personal; 75 years from birth; yes] first day
  until_on {{date}},                  -- [personal; 75 years from birth; yes] first day on which they no longer do; null: no end known
  recorded_at {{instant}} NOT NULL,   -- [none; 75 years from birth; no] when the row was made
  CHECK (until_on IS NULL OR until_on >= from_on)
) {{strict}};
CREATE INDEX child_allocations_by_child ON child_allocations (child_id);
CREATE INDEX child_allocations_by_person ON child_allocations (person_id);

CREATE INDEX children_by_merged ON children (merged_into);
