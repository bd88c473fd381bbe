-- Each column: [category; retention; in subject access] purpose.
-- What an authority writes into its statement on sufficiency, version by version: the latest is the draft.
CREATE TABLE statement_drafts (
  id {{id}} PRIMARY KEY,                 -- [none; for good; no] identity, sortable by time
  organisation_id {{id}} NOT NULL,       -- [none; for good; no] whose statement
  version {{integer}} NOT NULL,          -- [none; for good; no] 1 for the first, one more for each saving
  words {{json}} NOT NULL,               -- [none; for good; no] its own words, by part; they are written to be published
  person_id TEXT NOT NULL,               -- [personal; for good; no] who saved it
  at {{instant}} NOT NULL,               -- [none; for good; no] when
  UNIQUE (organisation_id, version)
) {{strict}};

-- Statements as they were published: figures, words and sources of that day, never changed.
CREATE TABLE statements (
  id {{id}} PRIMARY KEY,                 -- [none; for good; no] identity, sortable by time
  organisation_id {{id}} NOT NULL,       -- [none; for good; no] whose statement
  number {{integer}} NOT NULL,           -- [none; for good; no] 1 for the authority's first
  published_on {{date}} NOT NULL,        -- [none; for good; no] the day that it bears
  published_at {{instant}} NOT NULL,     -- [none; for good; no] when
  published_by TEXT NOT NULL,            -- [personal; for good; no] who published it
  content {{json}} NOT NULL,             -- [none; for good; no] the whole document; its figures are safe to publish
  UNIQUE (organisation_id, number)
) {{strict}};
