-- Each column: [category; retention; in subject access] purpose.
-- Tokens with which an organisation's programs use the service. Only the hash is kept.
CREATE TABLE program_tokens (
  id {{id}} PRIMARY KEY,              -- [none; 6 years from the end; no] identity; stands in the audit as program/ID
  organisation_id {{id}} NOT NULL REFERENCES organisations (id),  -- [none; 6 years from the end; no] for which organisation it acts
  name TEXT NOT NULL,                 -- [none; 6 years from the end; no] what the program is, in the organisation's words
  token_hash TEXT NOT NULL UNIQUE,    -- [none; 6 years from the end; no] SHA-256 of the token
  role TEXT NOT NULL,                 -- [none; 6 years from the end; no] code of the role that it has: features/access
  scopes TEXT NOT NULL,               -- [none; 6 years from the end; no] what of that role it may do: "home_profile.read vacancies.write"
  made_by TEXT NOT NULL,              -- [personal; 6 years from the end; yes] the person who made it
  made_at {{instant}} NOT NULL,       -- [none; 6 years from the end; no] when
  from_on {{date}} NOT NULL,          -- [none; 6 years from the end; no] first day
  until_on {{date}} NOT NULL          -- [none; 6 years from the end; no] first day on which it opens nothing more
) {{strict}};
CREATE INDEX program_tokens_by_organisation ON program_tokens (organisation_id);
