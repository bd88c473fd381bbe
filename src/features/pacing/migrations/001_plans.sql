-- A plan of asking: which homes in which wave. A person makes it and sends each wave; nothing is sent by itself.
-- Each column: [category; retention; in subject access] purpose.
CREATE TABLE ask_plans (
  id {{id}} PRIMARY KEY,              -- [none; 12 months after the end; no] identity
  reference TEXT NOT NULL,            -- [none; 12 months after the end; yes] the referral
  authority_id {{id}} NOT NULL REFERENCES organisations (id),  -- [none; 12 months after the end; no] whose plan
  model TEXT NOT NULL,                -- [none; 12 months after the end; no] version of the stated model: rules/pacing.toml
  hours {{integer}} NOT NULL,         -- [none; 12 months after the end; no] until an offer should be there
  waves {{integer}} NOT NULL,         -- [none; 12 months after the end; no] how many waves share that time
  made_by TEXT NOT NULL,              -- [personal; 12 months after the end; yes] who made it
  made_at {{instant}} NOT NULL,       -- [none; 12 months after the end; yes] when
  ended_at {{instant}}                -- [none; 12 months after the end; no] when another took its place; null: it stands
) {{strict}};
CREATE UNIQUE INDEX ask_plans_standing ON ask_plans (reference) WHERE ended_at IS NULL;

CREATE TABLE ask_plan_homes (
  plan_id {{id}} NOT NULL REFERENCES ask_plans (id),  -- [none; 12 months after the end; no] of which plan
  urn TEXT NOT NULL,                  -- [none; 12 months after the end; no] the home
  wave {{integer}} NOT NULL,          -- [none; 12 months after the end; no] in which wave it is to be asked
  chance_permille {{integer}} NOT NULL,  -- [none; 12 months after the end; no] chance of an offer by the stated model, in thousandths
  readers {{integer}} NOT NULL,       -- [none; 12 months after the end; no] people who read of the child when it is asked, by the stated model
  PRIMARY KEY (plan_id, urn)
) {{strict}};

-- A reminder that was sent: each ask has at most one.
CREATE TABLE ask_reminders (
  ask_id {{id}} PRIMARY KEY REFERENCES asks (id),  -- [none; 12 months after the end; no] about which ask
  sent_at {{instant}} NOT NULL        -- [none; 12 months after the end; no] when
) {{strict}};
