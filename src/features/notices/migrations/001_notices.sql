-- Each column: [category; retention; in subject access] purpose.
-- Notices that follow from a placement's start or end (SI 2010/959 regulations 13 and 14), made in the transaction in which it
-- starts or ends: to whom, by when, what became of each. What a notice says is kept as it was said, sealed.
CREATE TABLE notices (
  id {{id}} PRIMARY KEY,              -- [none; 75 years from birth; yes] identity, sortable by time
  rule TEXT NOT NULL,                 -- [none; 75 years from birth; yes] code of the row of rules/notices.toml from which it follows
  event TEXT NOT NULL CHECK (event IN ('start', 'end')),  -- [none; 75 years from birth; yes] what it tells
  recipient TEXT NOT NULL CHECK (recipient IN ('area_authority', 'child', 'parents', 'contact_order', 'previous_carer', 'carer', 'health', 'area_health', 'gp', 'education', 'reviewing_officer')),  -- [personal; 75 years from birth; yes] who is told
  placement_id {{id}} NOT NULL REFERENCES placements (id),  -- [none; 75 years from birth; no] the placement
  child_id {{id}} NOT NULL REFERENCES children (id),  -- [personal; 75 years from birth; yes] whose placement it is
  authority_code TEXT NOT NULL,       -- [personal; 75 years from birth; yes] the responsible authority, which owes it
  area_code TEXT,                     -- [personal; 75 years from birth; yes] the authority of the area; null: the register does not say which
  urn TEXT NOT NULL,                  -- [personal; 75 years from birth; yes] the home
  happens_on {{date}} NOT NULL,       -- [personal; 75 years from birth; yes] first night, or day of leaving
  due_on {{date}} NOT NULL,           -- [none; 75 years from birth; yes] last day on which it may be given
  content_sealed TEXT NOT NULL,       -- [personal; 75 years from birth; yes] what it says, sealed
  made_on {{date}} NOT NULL,          -- [none; 75 years from birth; yes] day on which the placement was recorded
  made_by TEXT NOT NULL,              -- [personal; 75 years from birth; yes] who recorded it
  made_at {{instant}} NOT NULL,       -- [none; 75 years from birth; no] when in truth
  first_read_on {{date}},             -- [none; 75 years from birth; yes] when somebody to whom it is owed opened it here; null: nobody yet
  first_read_by TEXT,                 -- [personal; 75 years from birth; yes] who that was
  acknowledged_on {{date}},           -- [none; 75 years from birth; yes] when its receipt was confirmed here; null: not yet
  acknowledged_by TEXT,               -- [personal; 75 years from birth; yes] who confirmed it
  sent_on {{date}},                   -- [none; 75 years from birth; yes] when it was given by hand; null: it was not
  sent_how TEXT CHECK (sent_how IN ('letter', 'secure_email', 'in_person', 'telephone_and_letter')),  -- [none; 75 years from birth; yes] how
  sent_by TEXT,                       -- [personal; 75 years from birth; yes] who recorded it
  withheld_because_sealed TEXT,       -- [special; 75 years from birth; no] why it is not given (significant harm), sealed; null: it is owed
  withheld_by TEXT,                   -- [personal; 75 years from birth; no] who decided so
  taken_back_on {{date}},             -- [none; 75 years from birth; yes] the placement was recorded in error; null: it stands
  CHECK ((first_read_on IS NULL) = (first_read_by IS NULL)),
  CHECK ((acknowledged_on IS NULL) = (acknowledged_by IS NULL)),
  CHECK ((sent_on IS NULL) = (sent_how IS NULL))
) {{strict}};
-- One notice of one kind for a placement: sent twice, it is one.
CREATE UNIQUE INDEX notices_once ON notices (placement_id, rule) WHERE taken_back_on IS NULL;
CREATE INDEX notices_by_authority ON notices (authority_code, made_at);
CREATE INDEX notices_by_area ON notices (area_code, made_at);
CREATE INDEX notices_by_child ON notices (child_id);
