-- Offers that no longer stand, as they were made: an offer that another replaced, or that the home took back.
-- Each column: [category; retention; in subject access] purpose.
CREATE TABLE offers_ended (
  id {{id}} PRIMARY KEY,              -- [none; 12 months after the end; yes] identity, as it was
  ask_id {{id}} NOT NULL REFERENCES asks (id),  -- [none; 12 months after the end; yes] the ask that it answered
  available_from {{date}} NOT NULL,   -- [none; 12 months after the end; yes] first night
  room TEXT,                          -- [none; 12 months after the end; yes] the room meant, as the home named it; null: not said
  stands_until {{instant}} NOT NULL,  -- [none; 12 months after the end; yes] until when the home held to it
  conditions TEXT NOT NULL,           -- [special; 12 months after the end; yes] what the home asked for; empty: nothing
  made_by TEXT NOT NULL,              -- [personal; 12 months after the end; yes] who made it
  made_at {{instant}} NOT NULL,       -- [none; 12 months after the end; yes] when
  ended_how TEXT NOT NULL CHECK (ended_how IN ('replaced', 'taken_back')),  -- [none; 12 months after the end; yes] by another offer, or by the home
  ended_by TEXT NOT NULL,             -- [personal; 12 months after the end; yes] who ended it
  ended_at {{instant}} NOT NULL       -- [none; 12 months after the end; yes] when
) {{strict}};
CREATE INDEX offers_ended_by_ask ON offers_ended (ask_id);

CREATE TABLE offer_lines_ended (
  offer_id {{id}} NOT NULL REFERENCES offers_ended (id) ON DELETE CASCADE,  -- [none; 12 months after the end; no] whose
  number {{integer}} NOT NULL,        -- [none; 12 months after the end; no] first, second, …
  what TEXT NOT NULL,                 -- [none; 12 months after the end; yes] what it was for
  every TEXT NOT NULL CHECK (every IN ('week', 'once')),  -- [none; 12 months after the end; yes] how often it was due
  pence {{pence}} NOT NULL CHECK (pence >= 0),  -- [none; 12 months after the end; no] how much
  PRIMARY KEY (offer_id, number)
) {{strict}};
