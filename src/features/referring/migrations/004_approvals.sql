-- Each column: [category; retention; in subject access] purpose.
-- Whether an authority has a team manager approve a referral before it is sent. Rows are only added; the newest holds.
CREATE TABLE referral_approval_rules (
  id {{id}} PRIMARY KEY,                 -- [none; 6 years; no] identity, sortable by time
  authority_code TEXT NOT NULL,          -- [none; 6 years; no] the authority
  needed {{bool}} NOT NULL,              -- [none; 6 years; no] whether one is needed, but for a child who needs a place the same day
  set_at {{instant}} NOT NULL,           -- [none; 6 years; no] since when
  set_by TEXT NOT NULL                   -- [personal; 6 years; no] who said so
) {{strict}};
CREATE INDEX referral_approval_rules_by_authority ON referral_approval_rules (authority_code, id);

-- A referral that waits for approval, or waited. It stands for one version of what was written: who writes on asks again.
CREATE TABLE referral_approvals (
  id {{id}} PRIMARY KEY,                 -- [none; 12 months after the end; yes] identity, sortable by time
  reference TEXT NOT NULL REFERENCES referral_drafts (reference) ON DELETE CASCADE,  -- [none; 12 months after the end; yes] the referral
  draft_version {{integer}} NOT NULL,    -- [none; 12 months after the end; no] of what was written when approval was asked for
  document_id TEXT NOT NULL,             -- [none; 12 months after the end; no] of the referral that is changed; empty: none
  left_in {{json}} NOT NULL,             -- [none; 12 months after the end; no] keys of words that tell nobody who the child is, as the asker said
  asked_at {{instant}} NOT NULL,         -- [none; 12 months after the end; yes] when
  asked_by TEXT NOT NULL,                -- [personal; 12 months after the end; yes] by whom
  state TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'returned')),  -- [none; 12 months after the end; yes] what became of it
  decided_at {{instant}},                -- [none; 12 months after the end; yes] when; null: not yet
  decided_by TEXT,                       -- [personal; 12 months after the end; yes] by whom; null: nobody yet
  words_sealed TEXT                      -- [special; 12 months after the end; yes] what the manager wrote, sealed; null: nothing
) {{strict}};
CREATE INDEX referral_approvals_by_reference ON referral_approvals (reference, id);
