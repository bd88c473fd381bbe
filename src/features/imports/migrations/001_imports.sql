-- Each column: [category; retention; in subject access] purpose.
-- What was read in from files, by whom, and what came of it. Imported rows elsewhere carry the import's id; none is
-- overwritten, so that an import can be taken back and what is current is worked out from those that stand.
CREATE TABLE imports (
  id {{id}} PRIMARY KEY,              -- [none; for good; no] identity, sortable by time
  kind TEXT NOT NULL,                 -- [none; for good; no] register, supply, return, referrals, postcodes, …
  at {{instant}} NOT NULL,            -- [none; for good; no] when it was read
  actor_id TEXT NOT NULL,             -- [personal; for good; no] who read it in
  files {{json}} NOT NULL,            -- [none; for good; no] the names of the files
  report {{json}} NOT NULL,           -- [none; for good; no] counts: rows read, kept, unchanged, rejected
  undone_at {{instant}}               -- [none; for good; no] when it was taken back
) {{strict}};
