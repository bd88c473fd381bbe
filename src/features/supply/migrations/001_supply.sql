-- What a home can really do, as it states it itself. A statement is about one home and one subject (its purpose, its
-- rooms, who lives there …) at one moment; the latest one stands, older ones are kept. Notices stand until they are lifted.
-- Each column: [category; retention; in subject access] purpose.
CREATE TABLE supply_statements (
  number {{integer}} PRIMARY KEY,     -- [none; 15 years; no] identity, in the order in which they came
  import_id {{id}},                   -- [none; 15 years; no] the import that brought it; null: stated by a person
  urn TEXT NOT NULL,                  -- [none; 15 years; no] the home
  subject TEXT NOT NULL CHECK (subject IN ('purpose', 'rooms', 'calendar', 'residents', 'staffing', 'team', 'location', 'services', 'fees', 'contracts', 'outcomes')),  -- [none; 15 years; no] what it is about
  stated_at {{instant}} NOT NULL,     -- [none; 15 years; no] when it was stated
  fingerprint TEXT NOT NULL,          -- [none; 15 years; no] of its content: the same statement twice changes nothing
  UNIQUE (urn, subject, stated_at, fingerprint)
) {{strict}};
CREATE INDEX supply_statements_by_import ON supply_statements (import_id);

CREATE TABLE supply_purposes (
  statement {{integer}} NOT NULL REFERENCES supply_statements (number),  -- [none; 15 years; no] the statement
  home_type TEXT,                     -- [none; 15 years; no] code of the type of home
  age_from {{integer}},               -- [none; 15 years; no] youngest, completed years
  age_to {{integer}},                 -- [none; 15 years; no] oldest, completed years
  accepts TEXT,                       -- [none; 15 years; no] girls, boys or mixed
  declines TEXT,                      -- [none; 15 years; no] codes of risks to others that it does not take, by spaces
  takes_solo {{bool}},                -- [none; 15 years; no] would keep the home to one child
  takes_siblings {{bool}},            -- [none; 15 years; no] takes brothers and sisters together
  takes_emergency {{bool}},           -- [none; 15 years; no] takes a child the same day
  purposes TEXT,                      -- [none; 15 years; no] codes of what a placement may be for
  adaptations TEXT,                   -- [none; 15 years; no] codes of adaptations of the whole home
  features TEXT,                      -- [none; 15 years; no] codes of what children may wish for
  cultures TEXT,                      -- [none; 15 years; no] codes of faiths, food and languages it keeps
  education_on_site {{bool}},         -- [none; 15 years; no] has a school of its own
  therapy_model TEXT,                 -- [none; 15 years; no] name of the therapy's model; empty: none
  clinician_minutes {{integer}},      -- [none; 15 years; no] of a clinician, a week for each child
  therapy_supervised {{bool}},        -- [none; 15 years; no] clinicians are supervised
  therapy_outcomes_measured {{bool}}, -- [none; 15 years; no] its effect is measured
  PRIMARY KEY (statement)
) {{strict}};

CREATE TABLE supply_purpose_needs (
  statement {{integer}} NOT NULL REFERENCES supply_statements (number),  -- [none; 15 years; no] the statement
  need TEXT NOT NULL,                 -- [none; 15 years; no] code of the need
  takes_from TEXT,                    -- [none; 15 years; no] lowest level accepted; null: from none
  takes_to TEXT,                      -- [none; 15 years; no] highest level accepted; null: not stated
  can_do TEXT,                        -- [none; 15 years; no] level shown by staffing, training and record
  PRIMARY KEY (statement, need)
) {{strict}};

CREATE TABLE supply_rooms (
  statement {{integer}} NOT NULL REFERENCES supply_statements (number),  -- [none; 15 years; no] the statement
  room TEXT NOT NULL,                 -- [none; 15 years; no] the room, as the home calls it
  adaptations TEXT,                   -- [none; 15 years; no] codes of its adaptations; null: not stated
  PRIMARY KEY (statement, room)
) {{strict}};

CREATE TABLE supply_calendars (
  statement {{integer}} NOT NULL REFERENCES supply_statements (number),  -- [none; 15 years; no] the statement
  may_take {{integer}},               -- [none; 15 years; no] children it can take now for staffing or the mix; null: as rooms allow
  PRIMARY KEY (statement)
) {{strict}};

CREATE TABLE supply_room_times (
  statement {{integer}} NOT NULL REFERENCES supply_statements (number),  -- [none; 15 years; no] the statement
  room TEXT NOT NULL,                 -- [none; 15 years; no] the room
  state TEXT NOT NULL CHECK (state IN ('free', 'out_of_use')),  -- [none; 15 years; no] free, or closed for repair and the like
  from_on {{date}} NOT NULL,          -- [none; 15 years; no] first night
  until_on {{date}},                  -- [none; 15 years; no] first night no longer; null: no end stated
  PRIMARY KEY (statement, room, state, from_on)
) {{strict}};

CREATE TABLE supply_holds (
  number {{integer}} PRIMARY KEY,     -- [none; 1 year; no] identity
  import_id {{id}},                   -- [none; 1 year; no] the import that brought it
  urn TEXT NOT NULL,                  -- [none; 1 year; no] the home
  room TEXT NOT NULL,                 -- [none; 1 year; no] the room
  from_on {{date}} NOT NULL,          -- [none; 1 year; no] first night held
  until_on {{date}},                  -- [none; 1 year; no] first night no longer held
  held_for TEXT NOT NULL,             -- [personal; 1 year; no] reference of the referral
  held_at {{instant}} NOT NULL,       -- [none; 1 year; no] since when
  held_until {{instant}} NOT NULL     -- [none; 1 year; no] the hold lapses then
) {{strict}};
CREATE INDEX supply_holds_by_home ON supply_holds (urn);

CREATE TABLE supply_residents (
  statement {{integer}} NOT NULL REFERENCES supply_statements (number),  -- [none; 15 years; no] the statement
  token TEXT NOT NULL,                -- [personal; 15 years; no] a mark of the home's own for the child: no name, no number used elsewhere
  room TEXT,                          -- [personal; 15 years; no] the room; null: not stated
  from_on {{date}},                   -- [personal; 15 years; no] first night
  until_on {{date}},                  -- [personal; 15 years; no] planned day of leaving
  birth_month TEXT,                   -- [personal; 15 years; no] YYYY-MM
  sex TEXT,                           -- [personal; 15 years; no] female or male
  poses TEXT,                         -- [special; 15 years; no] codes of risks this child is known to pose to others; null: not assessed
  poses_unknown TEXT,                 -- [special; 15 years; no] codes of those not known
  vulnerable TEXT,                    -- [special; 15 years; no] codes of risks this child is known to face; null: not assessed
  vulnerable_unknown TEXT,            -- [special; 15 years; no] codes of those not known
  PRIMARY KEY (statement, token)
) {{strict}};

CREATE TABLE supply_staffing (
  statement {{integer}} NOT NULL REFERENCES supply_statements (number),  -- [none; 15 years; no] the statement
  part_of_day TEXT NOT NULL,          -- [none; 15 years; no] morning, day, evening or night
  on_duty {{integer}} NOT NULL,       -- [none; 15 years; no] staff on duty and awake
  PRIMARY KEY (statement, part_of_day)
) {{strict}};

CREATE TABLE supply_teams (
  statement {{integer}} NOT NULL REFERENCES supply_statements (number),  -- [none; 15 years; no] the statement
  manager_in_post {{bool}},           -- [none; 15 years; no] is there a registered manager
  manager_since_on {{date}},          -- [none; 15 years; no] in post since
  turnover_percent {{integer}},       -- [none; 15 years; no] of staff, a year
  agency_percent {{integer}},         -- [none; 15 years; no] of shifts
  qualified_percent {{integer}},      -- [none; 15 years; no] of care staff with Level 3 or within its time
  whole_team_training {{bool}},       -- [none; 15 years; no] the whole team is trained in one method
  reflective_supervision {{bool}},    -- [none; 15 years; no] supervision is reflective
  PRIMARY KEY (statement)
) {{strict}};

CREATE TABLE supply_locations (
  statement {{integer}} NOT NULL REFERENCES supply_statements (number),  -- [none; 15 years; no] the statement
  assessed_on {{date}},               -- [none; 15 years; no] day of the location assessment
  mitigation_percent {{integer}},     -- [none; 15 years; no] how far the home lessens the area's risks
  PRIMARY KEY (statement)
) {{strict}};

CREATE TABLE supply_location_risks (
  statement {{integer}} NOT NULL REFERENCES supply_statements (number),  -- [none; 15 years; no] the statement
  kind TEXT NOT NULL CHECK (kind IN ('to_child', 'to_others')),  -- [none; 15 years; no] which list of risks
  risk TEXT NOT NULL,                 -- [none; 15 years; no] code of the risk
  level {{integer}} NOT NULL CHECK (level BETWEEN 0 AND 3),  -- [none; 15 years; no] 0 none to 3 high
  PRIMARY KEY (statement, kind, risk)
) {{strict}};

CREATE TABLE supply_services (
  statement {{integer}} NOT NULL REFERENCES supply_statements (number),  -- [none; 15 years; no] the statement
  service TEXT NOT NULL,              -- [none; 15 years; no] code of a local service confirmed
  confirmed_on {{date}},              -- [none; 15 years; no] confirmed on
  PRIMARY KEY (statement, service)
) {{strict}};

CREATE TABLE supply_fees (
  statement {{integer}} NOT NULL REFERENCES supply_statements (number),  -- [none; 15 years; no] the statement
  route TEXT NOT NULL,                -- [none; 15 years; no] how the place is bought
  need_level TEXT NOT NULL,           -- [none; 15 years; no] level of need the fee is for
  weekly_pence {{pence}} NOT NULL,    -- [none; 15 years; no] fee of a week
  PRIMARY KEY (statement, route, need_level)
) {{strict}};

CREATE TABLE supply_contract_terms (
  statement {{integer}} NOT NULL REFERENCES supply_statements (number),  -- [none; 15 years; no] the statement
  sells_spot {{bool}},                -- [none; 15 years; no] sells places outside contracts
  PRIMARY KEY (statement)
) {{strict}};

CREATE TABLE supply_contracts (
  statement {{integer}} NOT NULL REFERENCES supply_statements (number),  -- [none; 15 years; no] the statement
  authority_code TEXT NOT NULL,       -- [none; 15 years; no] ONS code of the authority that may use it
  route TEXT NOT NULL,                -- [none; 15 years; no] framework, block, dps or own
  from_on {{date}} NOT NULL,          -- [none; 15 years; no] from
  until_on {{date}},                  -- [none; 15 years; no] until before
  reference TEXT NOT NULL,            -- [none; 15 years; no] the contract's reference; empty: none
  PRIMARY KEY (statement, authority_code, route, from_on, reference)
) {{strict}};

CREATE TABLE supply_outcomes (
  statement {{integer}} NOT NULL REFERENCES supply_statements (number),  -- [none; 15 years; no] the statement
  kind TEXT NOT NULL CHECK (kind IN ('progress', 'planned_endings')),  -- [none; 15 years; no] what was counted
  cases {{integer}} NOT NULL,         -- [none; 15 years; no] children, or endings
  successes {{integer}} NOT NULL,     -- [none; 15 years; no] of them: made progress, or ended as planned
  PRIMARY KEY (statement, kind)
) {{strict}};

CREATE TABLE supply_notices (
  number {{integer}} PRIMARY KEY,     -- [none; 15 years; no] identity, in the order in which they came
  import_id {{id}},                   -- [none; 15 years; no] the import that brought it
  urn TEXT NOT NULL,                  -- [none; 15 years; no] the home
  kind TEXT NOT NULL CHECK (kind IN ('restriction', 'suspension', 'cancellation', 'compliance')),  -- [none; 15 years; no] what was served
  served_on {{date}} NOT NULL,        -- [none; 15 years; no] in force from
  until_on {{date}},                  -- [none; 15 years; no] in force until before; null: until lifted
  stated_at {{instant}} NOT NULL      -- [none; 15 years; no] when this was stated; a later statement of the same notice stands
) {{strict}};
CREATE INDEX supply_notices_by_home ON supply_notices (urn, served_on);
