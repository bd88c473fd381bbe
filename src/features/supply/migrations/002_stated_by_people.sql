-- Statements and holds that people make one by one: who said it, why a room is out of use, what the home says in its own
-- words, and holds that are released before they lapse.
ALTER TABLE supply_statements ADD COLUMN stated_by TEXT;      -- [personal; 15 years; no] person who stated it; null: an import brought it
ALTER TABLE supply_room_times ADD COLUMN reason TEXT;         -- [none; 15 years; no] why a room is out of use; null: not stated
ALTER TABLE supply_holds ADD COLUMN held_by TEXT;             -- [personal; 1 year; no] person who holds it; null: an import brought it
ALTER TABLE supply_holds ADD COLUMN released_at {{instant}};  -- [none; 1 year; no] released before it lapsed; null: not released
ALTER TABLE supply_holds ADD COLUMN released_by TEXT;         -- [personal; 1 year; no] person who released it

CREATE TABLE supply_purpose_texts (
  statement {{integer}} NOT NULL REFERENCES supply_statements (number),  -- [none; 15 years; no] the statement
  matter TEXT NOT NULL,               -- [none; 15 years; no] code of the matter (Children's Homes (England) Regulations 2015, Schedule 1)
  words TEXT NOT NULL,                -- [none; 15 years; no] what the home says of it in its own words
  PRIMARY KEY (statement, matter)
) {{strict}};
