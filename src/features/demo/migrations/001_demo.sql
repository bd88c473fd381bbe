-- Each column: [category; retention; in subject access] purpose.
-- A store that holds an invented England says so here, in one row; any other store has none.
CREATE TABLE demo_stores (
  census_on {{date}} PRIMARY KEY,     -- [none; for good; no] the day that is today in this store
  scenario TEXT NOT NULL,             -- [none; for good; no] 2012, 2016 or 2024
  seed {{integer}} NOT NULL,          -- [none; for good; no] the number from which everything was drawn
  scale {{real}} NOT NULL,            -- [none; for good; no] size against the whole country
  made_at {{instant}} NOT NULL        -- [none; for good; no] when it was invented
) {{strict}};
