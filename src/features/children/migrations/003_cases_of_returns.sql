-- Each column: [category; retention; in subject access] purpose.
-- A case that a yearly return opened follows the returns until a person ends it.
ALTER TABLE child_cases ADD COLUMN import_id {{id}};  -- [none; 75 years from birth; no] the import whose return opened it; null: people say how long it lasts
