-- Each column: [category; retention; in subject access] purpose.
-- Messages that leave by e-mail, put in with the change that caused them. Their words are fixed texts.
CREATE TABLE outbox_messages (
  id {{id}} PRIMARY KEY,              -- [none; 30 days; no] identity, and the message's own (Message-ID)
  letter TEXT NOT NULL,               -- [none; 30 days; yes] code of the fixed text
  to_sealed TEXT NOT NULL,            -- [personal; 30 days; yes] e-mail address, sealed
  values_sealed TEXT,                 -- [personal; until sent, else 30 days; no] what stands in the text (a one-time code, a day, an organisation), sealed; null: it was sent
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dead')),  -- [none; 30 days; yes] dead: given up
  attempts {{integer}} NOT NULL,      -- [none; 30 days; no] how often sending was begun
  due_at {{instant}} NOT NULL,        -- [none; 30 days; no] not before
  last_fault TEXT,                    -- [none; 30 days; no] why the last attempt failed; never the address
  put_at {{instant}} NOT NULL,        -- [none; 30 days; yes] when the change was made
  ended_at {{instant}},               -- [none; 30 days; yes] when it was sent or given up; null: it waits
  CHECK ((state = 'waiting') = (ended_at IS NULL))
) {{strict}};
CREATE INDEX outbox_messages_by_due ON outbox_messages (state, due_at);
