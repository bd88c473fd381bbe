-- Each column: [category; retention; in subject access] purpose.
-- A referral that is being written. A child has one at a time in an authority; it becomes a referral when it is sent.
CREATE TABLE referral_drafts (
  reference TEXT PRIMARY KEY,            -- [none; 12 months after the end; yes] what people call the referral, before and after it is sent
  child_id {{id}} NOT NULL,              -- [personal; 12 months after the end; yes] whom it is about
  authority_code TEXT NOT NULL,          -- [none; 12 months after the end; yes] the authority that refers
  begun_at {{instant}} NOT NULL,         -- [none; 12 months after the end; yes] when it was begun
  begun_by TEXT NOT NULL,                -- [personal; 12 months after the end; yes] who began it
  sent_at {{instant}},                   -- [none; 12 months after the end; yes] when it was sent; null: not yet
  sent_by TEXT                           -- [personal; 12 months after the end; yes] who sent it; null: not yet
) {{strict}};
CREATE UNIQUE INDEX referral_drafts_standing ON referral_drafts (child_id, authority_code) WHERE sent_at IS NULL;

-- What was written so far of one part. The rows go when the referral is sent: from then on its document holds.
CREATE TABLE referral_draft_tasks (
  reference TEXT NOT NULL REFERENCES referral_drafts (reference),  -- [none; 12 months after the end; no] of which draft
  task TEXT NOT NULL,                    -- [none; 12 months after the end; yes] which part: needs, risks, places, …
  answers {{json}} NOT NULL,             -- [special; 12 months after the end; yes] the answers as typed; may name people until it is checked
  finished {{bool}} NOT NULL,            -- [none; 12 months after the end; yes] whether its writer called it finished
  version {{integer}} NOT NULL,          -- [none; 12 months after the end; no] counts its changes, so that nobody overwrites another
  changed_at {{instant}} NOT NULL,       -- [none; 12 months after the end; yes] when it was last written
  changed_by TEXT NOT NULL,              -- [personal; 12 months after the end; yes] by whom
  PRIMARY KEY (reference, task)
) {{strict}};
