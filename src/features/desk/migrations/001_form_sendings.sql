-- Each column: [category; retention; in subject access] purpose.
-- Forms and requests of programs that were carried out, so that a second sending of the same changes nothing.
CREATE TABLE form_sendings (
  once_hash TEXT PRIMARY KEY,         -- [none; 30 days; no] SHA-256 of person, address and the page's own mark
  person_id {{id}} NOT NULL,          -- [personal; 30 days; yes] who sent it
  body_hash TEXT NOT NULL,            -- [none; 30 days; no] SHA-256 of what was sent
  answer TEXT NOT NULL,               -- [none; 30 days; no] the page led to, or the JSON answered: ids and versions only
  sent_at {{instant}} NOT NULL        -- [none; 30 days; yes] when
) {{strict}};
CREATE INDEX form_sendings_by_time ON form_sendings (sent_at);
