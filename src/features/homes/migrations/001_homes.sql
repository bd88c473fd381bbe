-- The register of homes: what each published list said, row by row, and the history derived from all of them.
-- Each column: [category; retention; in subject access] purpose.
CREATE TABLE register_lists (
  id {{id}} PRIMARY KEY,              -- [none; for good; no] identity
  import_id {{id}} NOT NULL,          -- [none; for good; no] the import that brought it, so that it can be taken back
  kind TEXT NOT NULL CHECK (kind IN ('providers', 'providers_and_places', 'authority', 'joiners_and_leavers', 'inspections')),  -- [none; for good; no] what sort of list
  as_at {{date}} NOT NULL,            -- [none; for good; no] the day it describes
  title TEXT NOT NULL,                -- [none; for good; no] the file, and the sheet of a workbook
  fingerprint TEXT NOT NULL UNIQUE,   -- [none; for good; no] of its content: the same list twice changes nothing
  has_grades {{bool}} NOT NULL,       -- [none; for good; no] does it have a column of grades
  stated_complete {{bool}}            -- [none; for good; no] complete or not where the maker says so; else judged by the totals
) {{strict}};
CREATE INDEX register_lists_by_import ON register_lists (import_id);

CREATE TABLE register_rows (
  list_id {{id}} NOT NULL REFERENCES register_lists (id),  -- [none; for good; no] the list
  line {{integer}} NOT NULL,          -- [none; for good; no] its line there
  urn TEXT NOT NULL,                  -- [none; for good; no] Ofsted's number of the provider
  provision_type TEXT NOT NULL,       -- [none; for good; no] code of the type of provision
  sector TEXT,                        -- [none; for good; no] code of the sector
  status TEXT,                        -- [none; for good; no] code of the registration status
  name TEXT,                          -- [none; for good; no] the setting's name where the list shows it
  address TEXT,                       -- [personal; for good; no] restricted: the setting's address
  postcode TEXT,                      -- [personal; for good; no] restricted: the setting's postcode
  region TEXT,                        -- [none; for good; no] region as the list has it
  authority_code TEXT NOT NULL,       -- [none; for good; no] ONS code of the authority of that time
  constituency TEXT,                  -- [none; for good; no] parliamentary constituency
  places {{integer}},                 -- [none; for good; no] registered places
  registered_on {{date}},             -- [none; for good; no] registration date
  closed_on {{date}},                 -- [none; for good; no] closed, resigned or cancelled on
  joined {{bool}} NOT NULL,           -- [none; for good; no] marked as a joiner
  has_left {{bool}} NOT NULL,         -- [none; for good; no] marked as a leaver
  owner TEXT,                         -- [none; for good; no] the organisation that owns it
  top_company TEXT,                   -- [none; for good; no] the company at the top of the owner's group
  linked_school_urn TEXT,             -- [none; for good; no] number of the school beside it
  short_break_only {{bool}},          -- [none; for good; no] short breaks only; null: the list does not say
  multi_building {{bool}},            -- [none; for good; no] more than one building; null: the list does not say
  needs TEXT,                         -- [none; for good; no] codes of the seven need flags set, by spaces; null: not said
  conditions TEXT,                    -- [none; for good; no] conditions of registration
  PRIMARY KEY (list_id, line)
) {{strict}};

CREATE TABLE register_inspections (
  list_id {{id}} NOT NULL REFERENCES register_lists (id),  -- [none; for good; no] the list
  line {{integer}} NOT NULL,          -- [none; for good; no] its line there
  urn TEXT NOT NULL,                  -- [none; for good; no] the provider
  kind TEXT NOT NULL CHECK (kind IN ('full', 'interim', 'assurance', 'monitoring')),  -- [none; for good; no] what sort of visit
  inspected_on {{date}} NOT NULL,     -- [none; for good; no] first day of the inspection
  published_on {{date}},              -- [none; for good; no] report published on
  event_number TEXT,                  -- [none; for good; no] Ofsted's number of the event
  overall TEXT,                       -- [none; for good; no] code of the overall grade
  protection TEXT,                    -- [none; for good; no] code of the grade for help and protection
  leadership TEXT,                    -- [none; for good; no] code of the grade for leaders and managers
  outcomes TEXT,                      -- [none; for good; no] code of the grade for outcomes, where given
  interim_outcome TEXT                -- [none; for good; no] improved, sustained or declined
) {{strict}};
CREATE INDEX register_inspections_by_list ON register_inspections (list_id);

-- Derived: deleted and worked out again from the rows above whenever a list comes or goes. No other table refers to them.
CREATE TABLE homes (
  urn TEXT PRIMARY KEY,               -- [none; derived; no] Ofsted's number
  first_seen_on {{date}} NOT NULL,    -- [none; derived; no] earliest day any list tells of
  last_seen_on {{date}} NOT NULL      -- [none; derived; no] latest day any list tells of
) {{strict}};

CREATE TABLE home_spells (
  urn TEXT NOT NULL,                  -- [none; derived; no] the home
  from_on {{date}} NOT NULL,          -- [none; derived; no] first day on which it counts as open
  until_on {{date}},                  -- [none; derived; no] first day on which it no longer does; null: open
  opened_on {{date}},                 -- [none; derived; no] opened on, where a list says so
  opened_after {{date}},              -- [none; derived; no] else: last day known not to be open
  opened_by {{date}},                 -- [none; derived; no] else: first day seen open
  closed_on {{date}},                 -- [none; derived; no] closed on, where a list says so
  closed_after {{date}},              -- [none; derived; no] else: last day seen open
  closed_by {{date}},                 -- [none; derived; no] else: first complete list without it
  last_seen_on {{date}} NOT NULL,     -- [none; derived; no] last day a list shows it open
  PRIMARY KEY (urn, from_on)
) {{strict}};

CREATE TABLE home_versions (
  urn TEXT NOT NULL,                  -- [none; derived; no] the home
  from_on {{date}} NOT NULL,          -- [none; derived; no] these facts from this day
  until_on {{date}},                  -- [none; derived; no] until before this day; null: still
  spell_from_on {{date}} NOT NULL,    -- [none; derived; no] the spell they belong to
  provision_type TEXT NOT NULL,       -- [none; derived; no] code of the type of provision
  sector TEXT,                        -- [none; derived; no] code of the sector
  status TEXT NOT NULL,               -- [none; derived; no] active or suspended
  name TEXT,                          -- [none; derived; no] the setting's name; null: hidden
  address TEXT,                       -- [personal; derived; no] restricted: the setting's address
  postcode TEXT,                      -- [personal; derived; no] restricted: the setting's postcode
  region TEXT,                        -- [none; derived; no] region as the list has it
  authority_code TEXT NOT NULL,       -- [none; derived; no] ONS code of the authority of that time
  constituency TEXT,                  -- [none; derived; no] parliamentary constituency
  constituency_on {{date}},           -- [none; derived; no] the list that named it: boundaries of 2010 or 2024
  places {{integer}},                 -- [none; derived; no] registered places; null: no list says
  owner TEXT,                         -- [none; derived; no] the organisation that owns it
  owner_group TEXT,                   -- [none; derived; no] the group, by its name without Ltd, Limited, PLC
  linked_school_urn TEXT,             -- [none; derived; no] number of the school beside it
  short_break_only {{bool}},          -- [none; derived; no] short breaks only; null: no list says
  multi_building {{bool}},            -- [none; derived; no] more than one building; null: no list says
  needs TEXT,                         -- [none; derived; no] codes of the need flags set, by spaces; null: no list says
  conditions TEXT,                    -- [none; derived; no] conditions of registration
  PRIMARY KEY (urn, from_on)
) {{strict}};

CREATE TABLE home_inspections (
  urn TEXT NOT NULL,                  -- [none; derived; no] the home
  inspected_on {{date}} NOT NULL,     -- [none; derived; no] first day of the inspection
  kind TEXT NOT NULL,                 -- [none; derived; no] full, interim, assurance or monitoring
  published_on {{date}},              -- [none; derived; no] report published on
  event_number TEXT,                  -- [none; derived; no] Ofsted's number of the event
  overall TEXT,                       -- [none; derived; no] code of the overall grade
  protection TEXT,                    -- [none; derived; no] code of the grade for help and protection
  leadership TEXT,                    -- [none; derived; no] code of the grade for leaders and managers
  outcomes TEXT,                      -- [none; derived; no] code of the grade for outcomes
  interim_outcome TEXT,               -- [none; derived; no] improved, sustained or declined
  PRIMARY KEY (urn, inspected_on, kind)
) {{strict}};
