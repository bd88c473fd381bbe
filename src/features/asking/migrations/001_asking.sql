-- Each column: [category; retention; in subject access] purpose.
-- A home that was asked whether it could be right for one child. One row per referral and home that is live.
CREATE TABLE asks (
  id {{id}} PRIMARY KEY,              -- [none; 12 months after the end; yes] identity
  reference TEXT NOT NULL,            -- [none; 12 months after the end; yes] the referral
  urn TEXT NOT NULL,                  -- [none; 12 months after the end; yes] the home asked
  organisation_id {{id}} REFERENCES organisations (id),  -- [none; 12 months after the end; yes] the provider or home asked; null: it does not work here yet
  authority_id {{id}} NOT NULL REFERENCES organisations (id),  -- [none; 12 months after the end; yes] the authority that asks
  wave {{integer}} NOT NULL,          -- [none; 12 months after the end; no] first, second, … group of homes asked together
  tier TEXT NOT NULL CHECK (tier IN ('referral_summary', 'pen_picture', 'full_file')),  -- [none; 12 months after the end; yes] how much was released to it
  state TEXT NOT NULL CHECK (state IN ('asked', 'offered', 'declined', 'withdrawn', 'chosen', 'not_chosen')),  -- [none; 12 months after the end; yes] where it stands
  asked_by TEXT NOT NULL,             -- [personal; 12 months after the end; yes] the person who asked
  asked_at {{instant}} NOT NULL,      -- [none; 12 months after the end; yes] when
  answer_by {{instant}} NOT NULL,     -- [none; 12 months after the end; yes] until when an answer is taken
  answered_at {{instant}},            -- [none; 12 months after the end; yes] when the home answered; null: not yet
  answered_by TEXT,                   -- [personal; 12 months after the end; yes] who answered; null: not yet
  decline_reason TEXT,                -- [none; 12 months after the end; yes] code of why the home declined: rules/decline_reasons.toml
  decline_words TEXT,                 -- [special; 12 months after the end; yes] the same in its own words
  version {{integer}} NOT NULL        -- [none; 12 months after the end; no] counts its changes, so that nobody overwrites another
) {{strict}};
CREATE INDEX asks_by_reference ON asks (reference);
CREATE INDEX asks_by_organisation ON asks (organisation_id, state);
-- A home is asked once at a time for one child.
CREATE UNIQUE INDEX asks_live ON asks (reference, urn) WHERE state IN ('asked', 'offered', 'chosen');

CREATE TABLE offers (
  id {{id}} PRIMARY KEY,              -- [none; 12 months after the end; yes] identity
  ask_id {{id}} NOT NULL UNIQUE REFERENCES asks (id),  -- [none; 12 months after the end; yes] the ask that it answers
  available_from {{date}} NOT NULL,   -- [none; 12 months after the end; yes] first night
  room TEXT,                          -- [none; 12 months after the end; yes] the room meant, as the home names it; null: not said
  stands_until {{instant}} NOT NULL,  -- [none; 12 months after the end; yes] until when the home holds to it
  conditions TEXT NOT NULL,           -- [special; 12 months after the end; yes] what the home asks for; empty: nothing
  made_by TEXT NOT NULL,              -- [personal; 12 months after the end; yes] who made it
  made_at {{instant}} NOT NULL        -- [none; 12 months after the end; yes] when
) {{strict}};

CREATE TABLE offer_lines (
  offer_id {{id}} NOT NULL REFERENCES offers (id) ON DELETE CASCADE,  -- [none; 12 months after the end; no] whose
  number {{integer}} NOT NULL,        -- [none; 12 months after the end; no] first, second, …
  what TEXT NOT NULL,                 -- [none; 12 months after the end; yes] what it is for
  every TEXT NOT NULL CHECK (every IN ('week', 'once')),  -- [none; 12 months after the end; yes] how often it is due
  pence {{pence}} NOT NULL CHECK (pence >= 0),  -- [none; 12 months after the end; no] how much
  PRIMARY KEY (offer_id, number)
) {{strict}};

-- Questions and answers about one ask. Rows are only added.
CREATE TABLE ask_messages (
  id {{id}} PRIMARY KEY,              -- [none; 12 months after the end; yes] identity, sortable by time
  ask_id {{id}} NOT NULL REFERENCES asks (id),  -- [none; 12 months after the end; yes] about which ask
  side TEXT NOT NULL CHECK (side IN ('authority', 'home')),  -- [none; 12 months after the end; yes] who wrote
  words TEXT NOT NULL,                -- [special; 12 months after the end; yes] what was written
  written_by TEXT NOT NULL,           -- [personal; 12 months after the end; yes] the person
  written_at {{instant}} NOT NULL     -- [none; 12 months after the end; yes] when
) {{strict}};
CREATE INDEX ask_messages_by_ask ON ask_messages (ask_id);

-- What was decided for a referral. Of one referral at most one stands.
CREATE TABLE placement_decisions (
  id {{id}} PRIMARY KEY,              -- [none; 75 years from birth; yes] identity
  reference TEXT NOT NULL,            -- [none; 75 years from birth; yes] the referral
  ask_id {{id}} NOT NULL REFERENCES asks (id),  -- [none; 75 years from birth; yes] the ask whose offer was chosen
  state TEXT NOT NULL CHECK (state IN ('proposed', 'decided', 'refused', 'undone')),  -- [none; 75 years from birth; yes] whether the second signature is there
  why TEXT NOT NULL,                  -- [special; 75 years from birth; yes] why this home, in the decider's words
  overrides TEXT NOT NULL,            -- [special; 75 years from birth; yes] rules that speak against it, by their codes; empty: none
  override_why TEXT NOT NULL,         -- [special; 75 years from birth; yes] why it is right all the same; empty: nothing speaks against it
  decided_by TEXT NOT NULL,           -- [personal; 75 years from birth; yes] who proposed it
  decided_at {{instant}} NOT NULL,    -- [none; 75 years from birth; yes] when
  signed_by TEXT,                     -- [personal; 75 years from birth; yes] who signed second; null: nobody yet, or not needed
  signed_at {{instant}},              -- [none; 75 years from birth; yes] when
  signed_words TEXT                   -- [special; 75 years from birth; yes] what the second said
) {{strict}};
CREATE UNIQUE INDEX placement_decisions_standing ON placement_decisions (reference) WHERE state IN ('proposed', 'decided');
