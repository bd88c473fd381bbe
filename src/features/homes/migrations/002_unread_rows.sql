-- Rows of a list that were rejected: their providers stand there all the same, and do not count as closed.
-- Each column: [category; retention; in subject access] purpose.
CREATE TABLE register_unread_rows (
  list_id {{id}} NOT NULL REFERENCES register_lists (id),  -- [none; for good; no] the list
  line {{integer}} NOT NULL,          -- [none; for good; no] its line there
  urn TEXT,                           -- [none; for good; no] the provider; null: it cannot be told which
  PRIMARY KEY (list_id, line)
) {{strict}};
