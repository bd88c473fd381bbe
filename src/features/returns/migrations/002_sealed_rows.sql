-- Each column: [category; retention; in subject access] purpose.
-- empty: return_headers.* return_episodes.* return_reviews.* return_uasc.* return_oc2.* return_oc3.* return_ad1.* return_placed_for_adoption.*
-- empty: return_previous_permanence.* return_missing.* return_sw_episodes.* return_dolo.*
-- The rows of a table as they were read, many to a sealed text: own ids, days of birth, pupil numbers, postcodes and all else
-- that a return says of a child stand nowhere plain. The tables of 001 are emptied when the program next opens the store.
CREATE TABLE return_blocks (
  table_id {{id}} NOT NULL REFERENCES return_tables (id) ON DELETE CASCADE,  -- [none; 75 years from birth; no] which version of which table
  block_no {{integer}} NOT NULL,  -- [none; 75 years from birth; no] 1 for the first rows of the file
  rows_sealed TEXT NOT NULL,      -- [special; 75 years from birth; yes] the rows, in the order of the file, sealed
  PRIMARY KEY (table_id, block_no)
) {{strict}};
