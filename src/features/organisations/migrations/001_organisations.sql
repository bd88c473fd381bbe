-- Each column: [category; retention; in subject access] purpose.
-- Every body on whose behalf people work here. Being a child's host authority is a relation, not a kind.
CREATE TABLE organisations (
  id {{id}} PRIMARY KEY,              -- [none; always; no] identity
  kind TEXT NOT NULL CHECK (kind IN ('authority', 'consortium', 'provider_group', 'home', 'ofsted', 'department', 'police', 'health', 'visitor')),  -- [none; always; no] what sort of body it is
  name TEXT NOT NULL,                 -- [none; always; no] its name in public
  authority_code TEXT UNIQUE,         -- [none; always; no] latest ONS code, of an authority only
  urn TEXT UNIQUE,                    -- [none; always; no] Ofsted's number, of a home only
  from_on {{date}} NOT NULL,          -- [none; always; no] first day of its work here
  until_on {{date}},                  -- [none; always; no] first day after it; null: no end known
  recorded_at {{instant}} NOT NULL,   -- [none; always; no] when the row was made
  CHECK ((kind = 'authority') = (authority_code IS NOT NULL)),
  CHECK ((kind = 'home') = (urn IS NOT NULL)),
  CHECK (until_on IS NULL OR until_on > from_on)
) {{strict}};

-- An authority in a consortium, a home in a provider group, a provider group in a larger one. Half-open in days.
CREATE TABLE organisation_ties (
  id {{id}} PRIMARY KEY,              -- [none; always; no] identity, sortable by time
  member_id {{id}} NOT NULL REFERENCES organisations (id),  -- [none; always; no] the one that belongs
  into_id {{id}} NOT NULL REFERENCES organisations (id),    -- [none; always; no] the one it belongs to
  from_on {{date}} NOT NULL,          -- [none; always; no] first day
  until_on {{date}},                  -- [none; always; no] first day after it; null: no end known
  recorded_at {{instant}} NOT NULL,   -- [none; always; no] when the row was made
  CHECK (until_on IS NULL OR until_on >= from_on)
) {{strict}};
CREATE INDEX organisation_ties_by_member ON organisation_ties (member_id);
CREATE INDEX organisation_ties_by_into ON organisation_ties (into_id);

-- A provider group says that a registered home is its own; somebody else checks it. Only what was proved counts.
CREATE TABLE organisation_homes (
  id {{id}} PRIMARY KEY,              -- [none; always; no] identity of the claim, sortable by time
  organisation_id {{id}} NOT NULL REFERENCES organisations (id),  -- [none; always; no] the provider group
  urn TEXT NOT NULL,                  -- [none; always; no] the home's number in the register
  claimed_by TEXT NOT NULL,           -- [personal; 6 years from the end; yes] who said so
  claimed_at {{instant}} NOT NULL,    -- [none; 6 years from the end; yes] when
  proof TEXT CHECK (proof IN ('certificate', 'register_contact', 'ofsted')),  -- [none; 6 years from the end; no] how it was proved; null: not yet
  proved_by TEXT,                     -- [personal; 6 years from the end; yes] who checked the proof
  proved_at {{instant}},              -- [none; 6 years from the end; yes] when
  from_on {{date}},                   -- [none; always; no] first day it counts; null: not proved
  until_on {{date}},                  -- [none; always; no] first day it no longer counts; null: no end known
  ended_at {{instant}},               -- [none; always; no] when it was ended, or the claim refused
  CHECK ((proof IS NULL) = (from_on IS NULL)),
  CHECK ((proof IS NULL) = (proved_by IS NULL)),
  CHECK ((proof IS NULL) = (proved_at IS NULL)),
  CHECK (until_on IS NULL OR until_on >= from_on)
) {{strict}};
CREATE INDEX organisation_homes_by_organisation ON organisation_homes (organisation_id);
CREATE INDEX organisation_homes_by_urn ON organisation_homes (urn);
