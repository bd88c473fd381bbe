-- Which company or home belongs to whom, from which day: rows of tables that were imported. None is overwritten; whose word counts
-- on a day is worked out from those that stand.
-- Each column: [category; retention; in subject access] purpose.
CREATE TABLE ownership_links (
  import_id {{id}} NOT NULL,          -- [none; for good; no] the import that brought it, so that it can be taken back
  line {{integer}} NOT NULL,          -- [none; for good; no] its number among the rows of the import
  of_home {{bool}} NOT NULL,          -- [none; for good; no] said of one home, otherwise of a company
  owned TEXT NOT NULL,                -- [none; for good; no] the home's URN, or the company's name without Ltd, case and stops
  owned_name TEXT NOT NULL,           -- [none; for good; no] the same as the table writes it
  parent TEXT NOT NULL,               -- [none; for good; no] whose it is: the name without Ltd, case and stops
  parent_name TEXT NOT NULL,          -- [none; for good; no] the same as the table writes it
  from_on {{date}} NOT NULL,          -- [none; for good; no] from this day
  until_on {{date}},                  -- [none; for good; no] until before this day; null: still
  source TEXT,                        -- [none; for good; no] where this is known from, as the table says
  PRIMARY KEY (import_id, line)
) {{strict}};
