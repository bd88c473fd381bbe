-- Each column: [category; retention; in subject access] purpose.
-- What stood plain in a store of an earlier version and was sealed since: each step once, when nothing of it was left.
CREATE TABLE sealing_steps (
  name TEXT PRIMARY KEY,              -- [none; for good; no] what was sealed: children, returns, …
  done_at {{instant}} NOT NULL        -- [none; for good; no] when the last plain row of it was gone
) {{strict}};
