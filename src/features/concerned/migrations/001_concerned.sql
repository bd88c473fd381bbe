-- Each column: [category; retention; in subject access] purpose.
-- Who reads what is told of a child, by days: the child, an advocate whom the child chose, a parent. What a child says is kept
-- word for word, sealed; nothing that was said is changed or removed, another answer stands beside it.
CREATE TABLE child_ties (
  id {{id}} PRIMARY KEY,              -- [none; 75 years from birth; yes] identity, sortable by time
  child_id {{id}} NOT NULL REFERENCES children (id),  -- [personal; 75 years from birth; yes] whose plan it is
  kind TEXT NOT NULL CHECK (kind IN ('child', 'advocate', 'parent')),  -- [personal; 75 years from birth; yes] what the person is to the child
  person_id TEXT NOT NULL,            -- [personal; 75 years from birth; yes] who reads
  authority_code TEXT NOT NULL,       -- [personal; 75 years from birth; yes] the authority that is responsible and gave it
  because_sealed TEXT NOT NULL,       -- [special; 75 years from birth; no] why it was given, sealed
  from_on {{date}} NOT NULL,          -- [none; 75 years from birth; yes] first day
  made_by TEXT NOT NULL,              -- [personal; 75 years from birth; yes] who gave it
  made_at {{instant}} NOT NULL,       -- [none; 75 years from birth; no] when in truth
  ended_on {{date}},                  -- [none; 75 years from birth; yes] day on which it ended; null: it stands
  ended_by TEXT,                      -- [personal; 75 years from birth; yes] who ended it
  ended_because_sealed TEXT,          -- [special; 75 years from birth; no] why, sealed
  CHECK ((ended_on IS NULL) = (ended_by IS NULL))
) {{strict}};
CREATE UNIQUE INDEX child_ties_once ON child_ties (child_id, person_id, kind) WHERE ended_on IS NULL;
CREATE INDEX child_ties_by_person ON child_ties (person_id);

CREATE TABLE child_ties_kept_back (
  tie_id {{id}} NOT NULL REFERENCES child_ties (id),  -- [personal; 75 years from birth; no] from whom
  part TEXT NOT NULL CHECK (part IN ('home', 'people', 'visits', 'length')),  -- [none; 75 years from birth; no] what is not shown
  because_sealed TEXT NOT NULL,       -- [special; 75 years from birth; no] why, sealed: never shown to the person
  kept_by TEXT NOT NULL,              -- [personal; 75 years from birth; no] who decided so
  kept_at {{instant}} NOT NULL,       -- [none; 75 years from birth; no] when
  PRIMARY KEY (tie_id, part)
) {{strict}};

CREATE TABLE childs_answers (
  id {{id}} PRIMARY KEY,              -- [none; 75 years from birth; yes] identity, sortable by time
  child_id {{id}} NOT NULL REFERENCES children (id),  -- [personal; 75 years from birth; yes] who says it
  question TEXT NOT NULL CHECK (question IN ('good', 'worry', 'hope')),  -- [none; 75 years from birth; yes] what was asked
  words_sealed TEXT NOT NULL,         -- [special; 75 years from birth; yes] what the child says, sealed
  for_home {{bool}} NOT NULL,         -- [none; 75 years from birth; yes] the child wants the home to see it
  answered_on {{date}} NOT NULL,      -- [none; 75 years from birth; yes] the day
  answered_by TEXT NOT NULL,          -- [personal; 75 years from birth; no] the account with which it was written
  answered_at {{instant}} NOT NULL    -- [none; 75 years from birth; no] when in truth
) {{strict}};
CREATE INDEX childs_answers_by_child ON childs_answers (child_id, answered_at);

CREATE TABLE childs_replies (
  id {{id}} PRIMARY KEY,              -- [none; 75 years from birth; yes] identity, sortable by time
  answer_id {{id}} NOT NULL REFERENCES childs_answers (id),  -- [personal; 75 years from birth; yes] to what
  words_sealed TEXT NOT NULL,         -- [special; 75 years from birth; yes] what came of it, as the child is told, sealed
  replied_on {{date}} NOT NULL,       -- [none; 75 years from birth; yes] the day
  replied_by TEXT NOT NULL,           -- [personal; 75 years from birth; yes] who replied
  replied_at {{instant}} NOT NULL     -- [none; 75 years from birth; no] when in truth
) {{strict}};
CREATE INDEX childs_replies_by_answer ON childs_replies (answer_id);
