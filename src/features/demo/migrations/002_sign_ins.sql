-- Each column: [category; retention; in subject access] purpose.
-- The accounts of invented people with which one may try a demo store, in the order in which they are shown.
CREATE TABLE demo_sign_ins (
  position {{integer}} PRIMARY KEY,   -- [none; for good; no] order
  person_id {{id}} NOT NULL REFERENCES people (id),                -- [none; for good; no] an invented person
  organisation_id {{id}} NOT NULL REFERENCES organisations (id),   -- [none; for good; no] on whose behalf
  role TEXT NOT NULL                  -- [none; for good; no] code of the role: features/access
) {{strict}};
