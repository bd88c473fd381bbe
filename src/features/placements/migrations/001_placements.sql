-- Each column: [category; retention; in subject access] purpose.
-- Where children live, as the work goes on; the yearly return is derived from it. A placement that an authority records
-- is a claim until the home's manager confirms it. The stay is half-open: on ends_on the child no longer sleeps there.
CREATE TABLE placements (
  id {{id}} PRIMARY KEY,              -- [none; 75 years from birth; no] identity, sortable by time
  child_id {{id}} NOT NULL REFERENCES children (id),  -- [personal; 75 years from birth; yes] who lives there
  authority_code TEXT NOT NULL,       -- [personal; 75 years from birth; yes] the responsible authority, its code at that time
  urn TEXT NOT NULL,                  -- [personal; 75 years from birth; yes] the home, as registered
  room TEXT,                          -- [personal; 75 years from birth; yes] the room in it, as the home names it
  starts_on {{date}} NOT NULL,        -- [personal; 75 years from birth; yes] first night
  ends_on {{date}},                   -- [personal; 75 years from birth; yes] day of leaving; null: still there
  planned_until {{date}},             -- [personal; 75 years from birth; yes] planned day of leaving; null: no end planned
  state TEXT NOT NULL CHECK (state IN ('claimed', 'confirmed', 'ended', 'withdrawn')),  -- [none; 75 years from birth; yes] how far it is agreed
  route TEXT NOT NULL CHECK (route IN ('spot', 'framework', 'block', 'dps', 'own')),  -- [none; 75 years from birth; yes] how it was bought
  weekly_pence {{pence}},             -- [personal; 75 years from birth; no] agreed price of a week; null: not stated
  place_code TEXT NOT NULL,           -- [personal; 75 years from birth; yes] kind of place in the return, K2
  end_reason TEXT,                    -- [special; 75 years from birth; yes] code of why it ended; null: not ended
  end_kind TEXT CHECK (end_kind IN ('planned', 'unplanned', 'other')),  -- [special; 75 years from birth; yes] how that reason counts
  withdrawn_because TEXT,             -- [personal; 75 years from birth; yes] why it was recorded in error
  referral_id {{id}},                 -- [personal; 75 years from birth; yes] the referral it came from; null: none known
  import_id {{id}},                   -- [none; 75 years from birth; no] the import that brought it; null: recorded by a person
  recorded_at {{instant}} NOT NULL,   -- [none; 75 years from birth; yes] when it was recorded
  confirmed_at {{instant}},           -- [none; 75 years from birth; yes] when the manager confirmed it
  CHECK (ends_on IS NULL OR ends_on >= starts_on),
  CHECK ((state = 'ended') = (ends_on IS NOT NULL AND state <> 'withdrawn')),
  CHECK (weekly_pence IS NULL OR weekly_pence >= 0)
) {{strict}};
CREATE INDEX placements_by_child ON placements (child_id, starts_on);
CREATE INDEX placements_by_home ON placements (urn, starts_on);
CREATE INDEX placements_by_authority ON placements (authority_code, starts_on);

-- Placements that have not ended, each under the record that stands for the child.
CREATE VIEW v_placements_current AS
SELECT p.id, c.current_id AS child_id, p.authority_code, p.urn, p.room, p.starts_on, p.planned_until, p.state, p.route, p.weekly_pence,
       p.place_code, p.referral_id
FROM placements p
JOIN v_child_identities c ON c.child_id = p.child_id
WHERE p.state IN ('claimed', 'confirmed');
