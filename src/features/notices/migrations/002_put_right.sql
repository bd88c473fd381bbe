-- Each column: [category; retention; in subject access] purpose.
-- A notice of days that had been recorded in error is taken back and made anew; the new one names the old.
ALTER TABLE notices ADD COLUMN replaces {{id}};  -- [none; 75 years from birth; yes] the notice taken back in whose place it stands; null: none
CREATE INDEX notices_by_replaced ON notices (replaces);
