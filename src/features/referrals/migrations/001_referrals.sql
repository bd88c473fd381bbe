-- Each column: [category; retention; in subject access] purpose.
-- What was received, word for word. Rows are only added; the newest one of a reference that stands is what holds.
CREATE TABLE referral_documents (
  id {{id}} PRIMARY KEY,                 -- [none; 12 months after the end; yes] identity, sortable by time of receipt
  reference TEXT NOT NULL,               -- [none; 12 months after the end; yes] what people call the referral: R-7K3M9Q
  number {{integer}} NOT NULL,           -- [none; 12 months after the end; yes] first, second, … of its reference
  import_id {{id}},                      -- [none; 12 months after the end; no] the import that brought it, none when entered here
  received_at {{instant}} NOT NULL,      -- [none; 12 months after the end; yes] when it came
  content {{json}} NOT NULL,             -- [special; 12 months after the end; yes] the whole referral file, canonical: needs, risks, places, wishes
  UNIQUE (reference, number)
) {{strict}};
CREATE INDEX referral_documents_by_import ON referral_documents (import_id);

-- The referral as it stands, worked out from its documents and changes.
CREATE TABLE referrals (
  id {{id}} PRIMARY KEY,                 -- [none; 12 months after the end; yes] identity
  reference TEXT NOT NULL UNIQUE,        -- [none; 12 months after the end; yes] what people call it
  document_id {{id}} NOT NULL REFERENCES referral_documents (id),  -- [none; 12 months after the end; no] the document that holds
  authority_code TEXT NOT NULL,          -- [none; 12 months after the end; yes] the placing authority
  child_local_id TEXT NOT NULL,          -- [personal; 12 months after the end; yes] the child's number at that authority
  child_id {{id}},                       -- [personal; 12 months after the end; yes] our child, once known
  status TEXT NOT NULL CHECK (status IN ('draft', 'open', 'placed', 'withdrawn', 'closed')),  -- [none; 12 months after the end; yes] where it stands
  referred_on {{date}} NOT NULL,         -- [none; 12 months after the end; yes] when it was written
  needed_on {{date}},                    -- [none; 12 months after the end; yes] first night a place is needed
  planned_until {{date}},                -- [none; 12 months after the end; yes] day of leaving that is planned
  urgency TEXT NOT NULL CHECK (urgency IN ('same_day', 'within_5_days', 'planned')),  -- [none; 12 months after the end; yes] how soon
  sex TEXT CHECK (sex IN ('female', 'male')),  -- [personal; 12 months after the end; yes] to match homes for girls or boys
  born_in TEXT,                          -- [personal; 12 months after the end; yes] birth month, 2011-04, for the age on a day
  age {{integer}}                        -- [personal; 12 months after the end; yes] age on the day needed, where no birth month is given
) {{strict}};
CREATE INDEX referrals_by_status ON referrals (status, needed_on);
CREATE INDEX referrals_by_child ON referrals (authority_code, child_local_id);

CREATE TABLE referral_needs (
  referral_id {{id}} NOT NULL REFERENCES referrals (id) ON DELETE CASCADE,  -- [none; 12 months after the end; no] whose
  need TEXT NOT NULL,                    -- [special; 12 months after the end; yes] which need
  level TEXT NOT NULL CHECK (level IN ('none', 'low', 'medium', 'high', 'complex')),  -- [special; 12 months after the end; yes] how great
  PRIMARY KEY (referral_id, need)
) {{strict}};

CREATE TABLE referral_risks (
  referral_id {{id}} NOT NULL REFERENCES referrals (id) ON DELETE CASCADE,  -- [none; 12 months after the end; no] whose
  towards TEXT NOT NULL CHECK (towards IN ('child', 'others')),  -- [special; 12 months after the end; yes] a risk to the child or to others
  risk TEXT NOT NULL,                    -- [special; 12 months after the end; yes] which risk
  level TEXT CHECK (level IN ('low', 'medium', 'high')),  -- [special; 12 months after the end; yes] how great, where stated
  evidence_on {{date}},                  -- [special; 12 months after the end; yes] date of the latest evidence
  PRIMARY KEY (referral_id, towards, risk)
) {{strict}};

-- Every change of status that was made here. Rows are only added.
CREATE TABLE referral_changes (
  id {{id}} PRIMARY KEY,                 -- [none; 12 months after the end; yes] identity, sortable by time
  reference TEXT NOT NULL,               -- [none; 12 months after the end; yes] which referral
  number {{integer}} NOT NULL,           -- [none; 12 months after the end; yes] first, second, … of its reference
  document_number {{integer}} NOT NULL,  -- [none; 12 months after the end; no] the document that held when it was made
  at {{instant}} NOT NULL,               -- [none; 12 months after the end; yes] when
  event TEXT NOT NULL,                   -- [none; 12 months after the end; yes] what happened: send, place, withdraw, close, reopen
  status TEXT NOT NULL CHECK (status IN ('draft', 'open', 'placed', 'withdrawn', 'closed')),  -- [none; 12 months after the end; yes] where it stood afterwards
  actor_id TEXT NOT NULL,                -- [personal; 12 months after the end; yes] who did it
  UNIQUE (reference, number)
) {{strict}};
