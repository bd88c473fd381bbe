-- Each column: [category; retention; in subject access] purpose.
-- The individual placement agreement for one child in one home, as it was drawn. A later version takes the place of the one before.
CREATE TABLE placement_agreements (
  id {{id}} PRIMARY KEY,                 -- [none; 6 years after the end; yes] identity
  reference TEXT NOT NULL,               -- [none; 6 years after the end; yes] the referral
  ask_id {{id}} NOT NULL REFERENCES asks (id),  -- [none; 6 years after the end; yes] the ask whose offer it was drawn from
  version {{integer}} NOT NULL,          -- [none; 6 years after the end; yes] first, second, … of this ask
  terms {{json}} NOT NULL,               -- [special; 6 years after the end; yes] what was agreed: home, nights, prices, needs, outcomes, conditions; without the child's name
  drawn_by TEXT NOT NULL,                -- [personal; 6 years after the end; yes] who drew it
  drawn_at {{instant}} NOT NULL,         -- [none; 6 years after the end; yes] when
  UNIQUE (ask_id, version)
) {{strict}};
CREATE INDEX placement_agreements_by_reference ON placement_agreements (reference);

-- Who agreed to exactly that version.
CREATE TABLE agreement_signatures (
  agreement_id {{id}} NOT NULL REFERENCES placement_agreements (id),  -- [none; 6 years after the end; yes] which version
  side TEXT NOT NULL CHECK (side IN ('authority', 'home')),  -- [none; 6 years after the end; yes] for whom
  person TEXT NOT NULL,                  -- [personal; 6 years after the end; yes] who agreed
  name_sealed TEXT NOT NULL,             -- [personal; 6 years after the end; yes] their name then
  signed_at {{instant}} NOT NULL,        -- [none; 6 years after the end; yes] when
  PRIMARY KEY (agreement_id, side)
) {{strict}};

-- The placement plan, each time it was written. The last version of an ask holds.
CREATE TABLE placement_plans (
  id {{id}} PRIMARY KEY,                 -- [none; 75 years from birth; yes] identity
  reference TEXT NOT NULL,               -- [none; 75 years from birth; yes] the referral
  ask_id {{id}} NOT NULL REFERENCES asks (id),  -- [none; 75 years from birth; yes] the ask of the home for which it is written
  version {{integer}} NOT NULL,          -- [none; 75 years from birth; yes] first, second, …
  parts {{json}} NOT NULL,               -- [special; 75 years from birth; yes] what was written, by the codes of rules/placement_plan.toml
  deciders {{json}} NOT NULL,            -- [special; 75 years from birth; yes] who decides what, by the codes of rules/delegated_authority.toml
  written_by TEXT NOT NULL,              -- [personal; 75 years from birth; yes] who wrote this version
  written_at {{instant}} NOT NULL,       -- [none; 75 years from birth; yes] when
  UNIQUE (ask_id, version)
) {{strict}};
CREATE INDEX placement_plans_by_reference ON placement_plans (reference);

-- Who stands behind a part of the plan that is signed (behaviour strategy, safety plan), at which version.
CREATE TABLE plan_signatures (
  id {{id}} PRIMARY KEY,                 -- [none; 75 years from birth; yes] identity
  plan_id {{id}} NOT NULL REFERENCES placement_plans (id),  -- [none; 75 years from birth; yes] which version; goes along to a later one whose words in that part are the same
  section TEXT NOT NULL CHECK (section IN ('behaviour', 'safety')),  -- [none; 75 years from birth; yes] which part
  side TEXT NOT NULL CHECK (side IN ('authority', 'home', 'child')),  -- [none; 75 years from birth; yes] for whom
  person TEXT NOT NULL,                  -- [personal; 75 years from birth; yes] who signed, or who was with the child and wrote it down
  name_sealed TEXT NOT NULL,             -- [personal; 75 years from birth; yes] their name then
  words TEXT NOT NULL,                   -- [special; 75 years from birth; yes] what the child said of it; empty for the others
  signed_at {{instant}} NOT NULL,        -- [none; 75 years from birth; yes] when
  UNIQUE (plan_id, section, side)
) {{strict}};

-- A placement that began although something was missing that should be there before.
CREATE TABLE placements_begun_without (
  id {{id}} PRIMARY KEY,                 -- [none; 75 years from birth; yes] identity
  reference TEXT NOT NULL,               -- [none; 75 years from birth; yes] the referral
  missing TEXT NOT NULL,                 -- [none; 75 years from birth; yes] codes of what was missing: rules/before_placement.toml
  because TEXT NOT NULL,                 -- [special; 75 years from birth; yes] why it could not wait, in the officer's words
  decided_by TEXT NOT NULL,              -- [personal; 75 years from birth; yes] who decided so
  decided_at {{instant}} NOT NULL        -- [none; 75 years from birth; yes] when
) {{strict}};
CREATE INDEX placements_begun_without_by_reference ON placements_begun_without (reference);
