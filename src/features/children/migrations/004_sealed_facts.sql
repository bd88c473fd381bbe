-- Each column: [category; retention; in subject access] purpose.
-- empty: children.sex children.born_on children.birth_month children.ethnicity children.unaccompanied children.mother children.first_child_born_on
-- empty: child_links.* child_cases.restricted_because child_corrections.value child_corrections.was child_corrections.reason child_merges.reason
-- What is known of a child is sealed with the store's key, as the names are. The plain columns of 001 and 002 are emptied
-- when the program next opens the store with its key, and nothing writes them any more.
ALTER TABLE children ADD COLUMN facts_sealed TEXT;  -- [special; 75 years from birth; yes] sex, day and month of birth, ethnicity, came alone, is a mother, birth of her first child: sealed; null: nothing is known
ALTER TABLE child_cases ADD COLUMN restricted_because_sealed TEXT;  -- [personal; 75 years from birth; yes] why, in people's words, sealed; null: it is not restricted
ALTER TABLE child_corrections ADD COLUMN value_sealed TEXT;   -- [special; 75 years from birth; yes] what is right, sealed; null: not known
ALTER TABLE child_corrections ADD COLUMN was_sealed TEXT;     -- [special; 75 years from birth; yes] what stood before, sealed; null: nothing
ALTER TABLE child_corrections ADD COLUMN reason_sealed TEXT;  -- [personal; 75 years from birth; yes] why, in people's words, sealed
ALTER TABLE child_merges ADD COLUMN reason_sealed TEXT;       -- [personal; 75 years from birth; yes] why they are one child, in people's words, sealed

-- The ids of the authorities' own systems, unique within one authority only: found by a keyed hash, read with the key.
CREATE TABLE child_own_ids (
  authority_code TEXT NOT NULL,       -- [personal; 75 years from birth; yes] authority whose id it is, its code at that time
  search_token TEXT NOT NULL,         -- [personal; 75 years from birth; no] keyed hash of authority and id
  own_id_sealed TEXT NOT NULL,        -- [personal; 75 years from birth; yes] the child's id there (CHILD in a return), sealed
  child_id {{id}} NOT NULL REFERENCES children (id),  -- [personal; 75 years from birth; yes] our record of the child
  from_on {{date}},                   -- [personal; 75 years from birth; yes] first day on which the authority is known to use it
  import_id {{id}},                   -- [none; 75 years from birth; no] the import that made the link
  PRIMARY KEY (authority_code, search_token)
) {{strict}};
CREATE INDEX child_own_ids_by_child ON child_own_ids (child_id);
