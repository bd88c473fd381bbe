-- Homes that do not work here are asked by letter, each with a link of its own.
-- Each column: [category; retention; in subject access] purpose.
-- Where an authority writes to about one home. Said by a person, never guessed; one stands at a time, earlier ones stay.
CREATE TABLE home_addresses (
  id {{id}} PRIMARY KEY,              -- [none; 12 months after the end; no] identity
  authority_id {{id}} NOT NULL REFERENCES organisations (id),  -- [none; 12 months after the end; no] the authority that writes there
  urn TEXT NOT NULL,                  -- [none; 12 months after the end; no] the home
  email_sealed TEXT NOT NULL,         -- [personal; 12 months after the end; yes] e-mail address, sealed
  source TEXT NOT NULL CHECK (source IN ('told', 'contract', 'published')),  -- [none; 12 months after the end; no] how the address is known
  said_by TEXT NOT NULL,              -- [personal; 12 months after the end; yes] the person who said or confirmed it
  said_at {{instant}} NOT NULL,       -- [none; 12 months after the end; no] when
  ended_at {{instant}}                -- [none; 12 months after the end; no] when another took its place; null: it stands
) {{strict}};
CREATE UNIQUE INDEX home_addresses_standing ON home_addresses (authority_id, urn) WHERE ended_at IS NULL;

-- A letter with a link. Each link is of one ask; several letters about one ask may hold a link each.
CREATE TABLE ask_links (
  id {{id}} PRIMARY KEY,              -- [none; 12 months after the end; no] identity
  ask_id {{id}} NOT NULL REFERENCES asks (id),  -- [none; 12 months after the end; no] the only ask that it opens
  address_id {{id}} NOT NULL REFERENCES home_addresses (id),  -- [none; 12 months after the end; no] where the letter went
  code_hash TEXT NOT NULL UNIQUE,     -- [none; 12 months after the end; no] hash of the link's code, which stands in the letter only
  message_id TEXT NOT NULL,           -- [none; 12 months after the end; no] the letter in the outbox
  made_at {{instant}} NOT NULL,       -- [none; 12 months after the end; no] when
  ended_at {{instant}}                -- [none; 12 months after the end; no] when the address turned out to be another; null: not ended
) {{strict}};
CREATE INDEX ask_links_by_ask ON ask_links (ask_id);

-- Each time that somebody said for which home they answer, and read on.
CREATE TABLE ask_link_openings (
  id {{id}} PRIMARY KEY,              -- [none; 12 months after the end; no] identity, in the address of the page
  link_id {{id}} NOT NULL REFERENCES ask_links (id),  -- [none; 12 months after the end; no] by which link
  visit_hash TEXT NOT NULL,           -- [none; 12 months after the end; no] hash of the browser's visit: the page opens nowhere else
  who_sealed TEXT NOT NULL,           -- [personal; 12 months after the end; yes] name and post of the one who answers, as typed, sealed
  opened_at {{instant}} NOT NULL      -- [none; 12 months after the end; yes] when
) {{strict}};
CREATE INDEX ask_link_openings_by_link ON ask_link_openings (link_id);
