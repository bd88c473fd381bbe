-- Each column: [category; retention; in subject access] purpose.
-- The children looked after return (SSDA903) as it was read: every table of every import is kept, the one with the
-- highest version is what stands. Columns are those of the return in lower case; codes as the return has them.
CREATE TABLE return_tables (
  id {{id}} PRIMARY KEY,              -- [none; 75 years from birth; no] identity
  import_id {{id}} NOT NULL,          -- [none; 75 years from birth; no] the import that brought it
  authority_code TEXT NOT NULL,       -- [none; 75 years from birth; no] whose return, its code in that year
  year {{integer}} NOT NULL,          -- [none; 75 years from birth; no] collection year, named by the year in which it ends
  kind TEXT NOT NULL,                 -- [none; 75 years from birth; no] which table: header, episodes, …
  version {{integer}} NOT NULL,       -- [none; 75 years from birth; no] 1 for the first, one more for each correction
  label TEXT,                         -- [none; 75 years from birth; no] the year as the file's name or folder had it
  row_count {{integer}} NOT NULL,     -- [none; 75 years from birth; no] how many rows it has
  UNIQUE (authority_code, year, kind, version)
) {{strict}};
CREATE INDEX return_tables_by_import ON return_tables (import_id);

CREATE VIEW v_return_tables_current AS
SELECT t.id, t.import_id, t.authority_code, t.year, t.kind, t.version, t.label, t.row_count
FROM return_tables t
WHERE t.version = (SELECT MAX(l.version) FROM return_tables l
                   WHERE l.authority_code = t.authority_code AND l.year = t.year AND l.kind = t.kind);

CREATE TABLE return_headers (
  table_id {{id}} NOT NULL REFERENCES return_tables (id) ON DELETE CASCADE,  -- [none; 75 years from birth; no] which version of which table
  row_no {{integer}} NOT NULL,  -- [none; 75 years from birth; no] its place in the file
  child TEXT NOT NULL,          -- [personal; 75 years from birth; yes] the authority's id of the child
  sex TEXT,                     -- [personal; 75 years from birth; yes] code of sex
  dob {{date}},                 -- [personal; 75 years from birth; yes] day of birth
  ethnic TEXT,                  -- [special; 75 years from birth; yes] code of ethnicity
  upn TEXT,                     -- [personal; 75 years from birth; yes] unique pupil number
  mother TEXT,                  -- [special; 75 years from birth; yes] 1: is a mother herself
  mc_dob {{date}},              -- [special; 75 years from birth; yes] birth of her own first child
  uasc TEXT,                    -- [personal; 75 years from birth; yes] 1: came as an unaccompanied asylum-seeking child (XML form only)
  PRIMARY KEY (table_id, row_no)
) {{strict}};

CREATE TABLE return_episodes (
  table_id {{id}} NOT NULL REFERENCES return_tables (id) ON DELETE CASCADE,  -- [none; 75 years from birth; no] which version of which table
  row_no {{integer}} NOT NULL,  -- [none; 75 years from birth; no] its place in the file
  child TEXT NOT NULL,          -- [personal; 75 years from birth; yes] the authority's id of the child
  decom {{date}} NOT NULL,      -- [personal; 75 years from birth; yes] first day of the episode
  rne TEXT,                     -- [personal; 75 years from birth; yes] why a new episode began
  ls TEXT,                      -- [special; 75 years from birth; yes] legal status
  cin TEXT,                     -- [special; 75 years from birth; yes] category of need
  place TEXT,                   -- [personal; 75 years from birth; yes] kind of placement
  place_provider TEXT,          -- [personal; 75 years from birth; yes] kind of provider
  dec {{date}},                 -- [personal; 75 years from birth; yes] last day of the episode; null: open
  rec TEXT,                     -- [special; 75 years from birth; yes] why it ended
  reason_place_change TEXT,     -- [special; 75 years from birth; yes] why the placement changed
  home_post TEXT,               -- [personal; 75 years from birth; yes] postcode of home
  pl_post TEXT,                 -- [personal; 75 years from birth; yes] postcode of the placement
  urn TEXT,                     -- [personal; 75 years from birth; yes] Ofsted number of the placement
  PRIMARY KEY (table_id, row_no)
) {{strict}};

CREATE TABLE return_reviews (
  table_id {{id}} NOT NULL REFERENCES return_tables (id) ON DELETE CASCADE,  -- [none; 75 years from birth; no] which version of which table
  row_no {{integer}} NOT NULL,  -- [none; 75 years from birth; no] its place in the file
  child TEXT NOT NULL,          -- [personal; 75 years from birth; yes] the authority's id of the child
  dob {{date}},                 -- [personal; 75 years from birth; yes] day of birth
  review {{date}} NOT NULL,     -- [personal; 75 years from birth; yes] day of the review
  review_code TEXT,             -- [personal; 75 years from birth; yes] how the child took part
  PRIMARY KEY (table_id, row_no)
) {{strict}};

CREATE TABLE return_uasc (
  table_id {{id}} NOT NULL REFERENCES return_tables (id) ON DELETE CASCADE,  -- [none; 75 years from birth; no] which version of which table
  row_no {{integer}} NOT NULL,  -- [none; 75 years from birth; no] its place in the file
  child TEXT NOT NULL,          -- [personal; 75 years from birth; yes] the authority's id of the child
  sex TEXT,                     -- [personal; 75 years from birth; yes] code of sex
  dob {{date}},                 -- [personal; 75 years from birth; yes] day of birth
  duc {{date}},                 -- [personal; 75 years from birth; yes] day on which the status ends or ended
  PRIMARY KEY (table_id, row_no)
) {{strict}};

CREATE TABLE return_oc2 (
  table_id {{id}} NOT NULL REFERENCES return_tables (id) ON DELETE CASCADE,  -- [none; 75 years from birth; no] which version of which table
  row_no {{integer}} NOT NULL,  -- [none; 75 years from birth; no] its place in the file
  child TEXT NOT NULL,          -- [personal; 75 years from birth; yes] the authority's id of the child
  dob {{date}},                 -- [personal; 75 years from birth; yes] day of birth
  sdq_score TEXT,               -- [special; 75 years from birth; yes] strengths and difficulties score
  sdq_reason TEXT,              -- [special; 75 years from birth; yes] why there is no score
  convicted TEXT,               -- [offence; 75 years from birth; yes] 1: convicted in the year
  health_check TEXT,            -- [special; 75 years from birth; yes] 1: development checks up to date
  immunisations TEXT,           -- [special; 75 years from birth; yes] 1: immunisations up to date
  teeth_check TEXT,             -- [special; 75 years from birth; yes] 1: teeth checked
  health_assessment TEXT,       -- [special; 75 years from birth; yes] 1: health assessment made
  substance_misuse TEXT,        -- [special; 75 years from birth; yes] 1: substance misuse identified
  intervention_received TEXT,   -- [special; 75 years from birth; yes] 1: intervention received
  intervention_offered TEXT,    -- [special; 75 years from birth; yes] 1: intervention offered
  PRIMARY KEY (table_id, row_no)
) {{strict}};

CREATE TABLE return_oc3 (
  table_id {{id}} NOT NULL REFERENCES return_tables (id) ON DELETE CASCADE,  -- [none; 75 years from birth; no] which version of which table
  row_no {{integer}} NOT NULL,  -- [none; 75 years from birth; no] its place in the file
  child TEXT NOT NULL,          -- [personal; 75 years from birth; yes] the authority's id of the young person
  dob {{date}},                 -- [personal; 75 years from birth; yes] day of birth
  in_touch TEXT,                -- [personal; 75 years from birth; yes] whether the authority is in touch
  activ TEXT,                   -- [special; 75 years from birth; yes] main activity
  accom TEXT,                   -- [special; 75 years from birth; yes] accommodation
  PRIMARY KEY (table_id, row_no)
) {{strict}};

CREATE TABLE return_ad1 (
  table_id {{id}} NOT NULL REFERENCES return_tables (id) ON DELETE CASCADE,  -- [none; 75 years from birth; no] which version of which table
  row_no {{integer}} NOT NULL,  -- [none; 75 years from birth; no] its place in the file
  child TEXT NOT NULL,          -- [personal; 75 years from birth; yes] the authority's id of the child
  dob {{date}},                 -- [personal; 75 years from birth; yes] day of birth
  date_int {{date}},            -- [personal; 75 years from birth; yes] day of the decision
  date_match {{date}},          -- [personal; 75 years from birth; yes] day of the match
  foster_care TEXT,             -- [personal; 75 years from birth; yes] 1: adopted by the foster carer
  nb_adoptr TEXT,               -- [personal; 75 years from birth; yes] number of adopters
  sex_adoptr TEXT,              -- [special; 75 years from birth; yes] sex of the adopters
  ls_adoptr TEXT,               -- [personal; 75 years from birth; yes] legal status of the adopters
  PRIMARY KEY (table_id, row_no)
) {{strict}};

CREATE TABLE return_placed_for_adoption (
  table_id {{id}} NOT NULL REFERENCES return_tables (id) ON DELETE CASCADE,  -- [none; 75 years from birth; no] which version of which table
  row_no {{integer}} NOT NULL,  -- [none; 75 years from birth; no] its place in the file
  child TEXT NOT NULL,          -- [personal; 75 years from birth; yes] the authority's id of the child
  dob {{date}},                 -- [personal; 75 years from birth; yes] day of birth
  date_placed {{date}} NOT NULL,  -- [personal; 75 years from birth; yes] day of the decision that adoption is the plan
  date_placed_ceased {{date}},  -- [personal; 75 years from birth; yes] day on which it ceased to be
  reason_placed_ceased TEXT,    -- [personal; 75 years from birth; yes] why
  PRIMARY KEY (table_id, row_no)
) {{strict}};

CREATE TABLE return_previous_permanence (
  table_id {{id}} NOT NULL REFERENCES return_tables (id) ON DELETE CASCADE,  -- [none; 75 years from birth; no] which version of which table
  row_no {{integer}} NOT NULL,  -- [none; 75 years from birth; no] its place in the file
  child TEXT NOT NULL,          -- [personal; 75 years from birth; yes] the authority's id of the child
  dob {{date}},                 -- [personal; 75 years from birth; yes] day of birth
  prev_perm TEXT,               -- [special; 75 years from birth; yes] earlier permanence option
  la_perm TEXT,                 -- [personal; 75 years from birth; yes] authority that arranged it
  date_perm TEXT,               -- [personal; 75 years from birth; yes] its day, as far as it is known
  PRIMARY KEY (table_id, row_no)
) {{strict}};

CREATE TABLE return_missing (
  table_id {{id}} NOT NULL REFERENCES return_tables (id) ON DELETE CASCADE,  -- [none; 75 years from birth; no] which version of which table
  row_no {{integer}} NOT NULL,  -- [none; 75 years from birth; no] its place in the file
  child TEXT NOT NULL,          -- [personal; 75 years from birth; yes] the authority's id of the child
  dob {{date}},                 -- [personal; 75 years from birth; yes] day of birth
  missing TEXT,                 -- [special; 75 years from birth; yes] missing or away
  mis_start {{date}} NOT NULL,  -- [special; 75 years from birth; yes] first day
  mis_end {{date}},             -- [special; 75 years from birth; yes] day of return; null: still missing
  PRIMARY KEY (table_id, row_no)
) {{strict}};

CREATE TABLE return_sw_episodes (
  table_id {{id}} NOT NULL REFERENCES return_tables (id) ON DELETE CASCADE,  -- [none; 75 years from birth; no] which version of which table
  row_no {{integer}} NOT NULL,  -- [none; 75 years from birth; no] its place in the file
  child TEXT NOT NULL,          -- [personal; 75 years from birth; yes] the authority's id of the child
  dob {{date}},                 -- [personal; 75 years from birth; yes] day of birth
  sw_id TEXT,                   -- [personal; 75 years from birth; yes] registration of the social worker
  sw_decom {{date}} NOT NULL,   -- [personal; 75 years from birth; yes] first day with that social worker
  sw_dec {{date}},              -- [personal; 75 years from birth; yes] last day; null: still theirs
  sw_reason TEXT,               -- [personal; 75 years from birth; yes] why the social worker changed
  PRIMARY KEY (table_id, row_no)
) {{strict}};

CREATE TABLE return_dolo (
  table_id {{id}} NOT NULL REFERENCES return_tables (id) ON DELETE CASCADE,  -- [none; 75 years from birth; no] which version of which table
  row_no {{integer}} NOT NULL,  -- [none; 75 years from birth; no] its place in the file
  child TEXT NOT NULL,          -- [personal; 75 years from birth; yes] the authority's id of the child
  dob {{date}},                 -- [personal; 75 years from birth; yes] day of birth
  dolo_start {{date}} NOT NULL,  -- [special; 75 years from birth; yes] first day of the deprivation of liberty order
  dolo_end {{date}},            -- [special; 75 years from birth; yes] last day; null: in force
  PRIMARY KEY (table_id, row_no)
) {{strict}};
