-- Each column: [category; retention; in subject access] purpose.
-- Ends of placements that were entered in error and taken back. Rows are only added; the placement itself holds what is right.
CREATE TABLE placement_reopenings (
  id {{id}} PRIMARY KEY,              -- [none; 75 years from birth; no] identity, sortable by time
  placement_id {{id}} NOT NULL REFERENCES placements (id),  -- [personal; 75 years from birth; yes] which placement
  was_ends_on {{date}} NOT NULL,      -- [personal; 75 years from birth; yes] day of leaving that was entered in error
  was_end_reason TEXT NOT NULL,       -- [special; 75 years from birth; yes] code of the reason that was entered in error
  because_sealed TEXT NOT NULL,       -- [personal; 75 years from birth; yes] how it is known, in people's words, sealed
  actor_id TEXT NOT NULL,             -- [personal; 75 years from birth; yes] who took it back
  at {{instant}} NOT NULL             -- [none; 75 years from birth; yes] when
) {{strict}};
CREATE INDEX placement_reopenings_by_placement ON placement_reopenings (placement_id);
