-- Each column: [category; retention; in subject access] purpose.
-- Days of a placement that a person put right. Rows are only added; the placement itself holds what is right.
CREATE TABLE placement_corrections (
  id {{id}} PRIMARY KEY,              -- [none; 75 years from birth; no] identity, sortable by time
  placement_id {{id}} NOT NULL REFERENCES placements (id),  -- [personal; 75 years from birth; yes] which placement
  was_starts_on {{date}} NOT NULL,    -- [personal; 75 years from birth; yes] first night as it stood
  was_ends_on {{date}},               -- [personal; 75 years from birth; yes] day of leaving as it stood
  was_planned_until {{date}},         -- [personal; 75 years from birth; yes] planned day of leaving as it stood
  starts_on {{date}} NOT NULL,        -- [personal; 75 years from birth; yes] first night, put right
  ends_on {{date}},                   -- [personal; 75 years from birth; yes] day of leaving, put right
  planned_until {{date}},             -- [personal; 75 years from birth; yes] planned day of leaving, put right
  because_sealed TEXT NOT NULL,       -- [personal; 75 years from birth; yes] how it is known, in people's words, sealed
  actor_id TEXT NOT NULL,             -- [personal; 75 years from birth; yes] who put it right
  at {{instant}} NOT NULL             -- [none; 75 years from birth; yes] when
) {{strict}};
CREATE INDEX placement_corrections_by_placement ON placement_corrections (placement_id);
