-- Each column: [category; retention; in subject access] purpose.
-- Why a claim to a home was refused, so that the provider can put it right; and who ended or refused it.
ALTER TABLE organisation_homes ADD COLUMN refused_because TEXT;   -- [none; 6 years from the end; no] in the words of whoever checked it; null: not refused
ALTER TABLE organisation_homes ADD COLUMN ended_by TEXT;          -- [personal; 6 years from the end; yes] who ended or refused it; null: nobody yet
