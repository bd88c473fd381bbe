-- Each column: [category; retention; in subject access] purpose.
-- What the Placements Data Standard asks of a placement and nothing else here says.
CREATE TABLE referral_standard_answers (
  reference TEXT PRIMARY KEY,          -- [none; 12 months after the end; yes] which referral
  location_is_best INTEGER NOT NULL CHECK (location_is_best IN (0, 1)),  -- [personal; 12 months after the end; yes] whether the home is where it is best for the child to live
  same_school INTEGER NOT NULL CHECK (same_school IN (0, 1)),            -- [personal; 12 months after the end; yes] whether the child stays at the same school
  answered_by TEXT NOT NULL,           -- [personal; 12 months after the end; yes] who said so
  answered_at {{instant}} NOT NULL     -- [none; 12 months after the end; no] when
) {{strict}};
