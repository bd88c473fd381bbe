-- A room that gets another name is written into the statements that speak of it. What they say is not said anew by that: its age
-- and its author stay, and so does the history.
ALTER TABLE supply_statements ADD COLUMN said_at {{instant}};  -- [none; 15 years; no] when what it says was said, where only a room's name has changed since; null: when it was stated
ALTER TABLE supply_statements ADD COLUMN said_by TEXT;         -- [personal; 15 years; no] person who said it then; null: an import, or nothing was kept
