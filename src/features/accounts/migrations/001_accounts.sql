-- Each column: [category; retention; in subject access] purpose.
-- People who work here. Who they are is sealed with the key outside the database.
CREATE TABLE people (
  id {{id}} PRIMARY KEY,              -- [personal; 6 years from the end; yes] identity
  name_sealed TEXT NOT NULL,          -- [personal; 6 years from the end; yes] name, sealed
  email_sealed TEXT NOT NULL,         -- [personal; 6 years from the end; yes] e-mail address, sealed
  email_token TEXT NOT NULL UNIQUE,   -- [personal; 6 years from the end; no] keyed hash of the address, to look it up
  password_hash TEXT,                 -- [personal; 6 years from the end; no] Argon2id; null: not set up yet
  totp_sealed TEXT,                   -- [personal; 6 years from the end; no] secret of the second factor, sealed; null: not set up yet
  totp_step {{integer}} NOT NULL,     -- [none; 6 years from the end; no] last time step used, so that a code serves once
  recorded_at {{instant}} NOT NULL,   -- [none; 6 years from the end; yes] when the row was made
  closed_at {{instant}},              -- [none; 6 years from the end; yes] when the account was closed; null: it stands
  CHECK ((password_hash IS NULL) = (totp_sealed IS NULL))
) {{strict}};

-- One-time codes with which a person sets the account up, or gets it back. Only the hash is kept.
CREATE TABLE set_up_codes (
  code_hash TEXT PRIMARY KEY,         -- [none; 30 days; no] SHA-256 of the code
  person_id {{id}} NOT NULL REFERENCES people (id),  -- [personal; 30 days; yes] whose account
  totp_sealed TEXT NOT NULL,          -- [personal; 30 days; no] the second factor that it would set up, sealed
  made_by TEXT NOT NULL,              -- [personal; 30 days; yes] who issued it
  made_at {{instant}} NOT NULL,       -- [none; 30 days; yes] when
  expires_at {{instant}} NOT NULL,    -- [none; 30 days; yes] when it ends
  ended_at {{instant}}                -- [none; 30 days; yes] when it was used or replaced; null: it may be used
) {{strict}};
CREATE INDEX set_up_codes_by_person ON set_up_codes (person_id);

CREATE TABLE memberships (
  id {{id}} PRIMARY KEY,              -- [none; 6 years from the end; no] identity
  person_id {{id}} NOT NULL REFERENCES people (id),  -- [personal; 6 years from the end; yes] who
  organisation_id {{id}} NOT NULL REFERENCES organisations (id),  -- [personal; 6 years from the end; yes] in which organisation
  from_on {{date}} NOT NULL,          -- [personal; 6 years from the end; yes] first day
  until_on {{date}},                  -- [personal; 6 years from the end; yes] first day after it; null: no end known
  recorded_at {{instant}} NOT NULL,   -- [none; 6 years from the end; yes] when the row was made
  CHECK (until_on IS NULL OR until_on >= from_on)
) {{strict}};
CREATE INDEX memberships_by_person ON memberships (person_id);
CREATE INDEX memberships_by_organisation ON memberships (organisation_id);

CREATE TABLE membership_roles (
  id {{id}} PRIMARY KEY,              -- [none; 6 years from the end; no] identity
  membership_id {{id}} NOT NULL REFERENCES memberships (id),  -- [personal; 6 years from the end; yes] whose
  role TEXT NOT NULL,                 -- [personal; 6 years from the end; yes] code of the role: features/access
  from_on {{date}} NOT NULL,          -- [personal; 6 years from the end; yes] first day
  until_on {{date}},                  -- [personal; 6 years from the end; yes] first day after it; null: no end known
  recorded_at {{instant}} NOT NULL,   -- [none; 6 years from the end; yes] when the row was made
  CHECK (until_on IS NULL OR until_on >= from_on)
) {{strict}};
CREATE INDEX membership_roles_by_membership ON membership_roles (membership_id);

-- A role held for somebody absent, by another member of the same organisation.
CREATE TABLE role_delegations (
  id {{id}} PRIMARY KEY,              -- [none; 6 years from the end; no] identity
  role_id {{id}} NOT NULL REFERENCES membership_roles (id),        -- [personal; 6 years from the end; yes] the role of the one absent
  membership_id {{id}} NOT NULL REFERENCES memberships (id),       -- [personal; 6 years from the end; yes] who holds it meanwhile
  from_on {{date}} NOT NULL,          -- [personal; 6 years from the end; yes] first day
  until_on {{date}} NOT NULL,         -- [personal; 6 years from the end; yes] first day after it: an absence always has an end
  recorded_at {{instant}} NOT NULL,   -- [none; 6 years from the end; yes] when the row was made
  CHECK (until_on >= from_on)
) {{strict}};
CREATE INDEX role_delegations_by_membership ON role_delegations (membership_id);

-- Only the hash of a session's token is here: a copy of the database opens no session.
CREATE TABLE sessions (
  id {{id}} PRIMARY KEY,              -- [none; 30 days; yes] identity
  token_hash TEXT NOT NULL UNIQUE,    -- [none; 30 days; no] SHA-256 of the cookie
  person_id {{id}} NOT NULL REFERENCES people (id),  -- [personal; 30 days; yes] who signed in
  organisation_id {{id}} REFERENCES organisations (id),  -- [personal; 30 days; yes] on whose behalf; null: of none yet
  started_at {{instant}} NOT NULL,    -- [personal; 30 days; yes] when
  last_seen_at {{instant}} NOT NULL,  -- [personal; 30 days; yes] last request, to the minute
  ended_at {{instant}}                -- [personal; 30 days; yes] signed out; null: not
) {{strict}};
CREATE INDEX sessions_by_person ON sessions (person_id);

-- Failed attempts to sign in, by account or by network address, both as keyed hashes.
CREATE TABLE sign_in_waits (
  subject_token TEXT PRIMARY KEY,     -- [personal; 1 day; no] keyed hash of the e-mail or network address
  failures {{integer}} NOT NULL,      -- [none; 1 day; no] in a row
  last_at {{instant}} NOT NULL        -- [none; 1 day; no] the last of them
) {{strict}};
