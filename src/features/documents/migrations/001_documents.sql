-- Each column: [category; retention; in subject access] purpose.
-- A document of a child: a care plan, an EHC plan. What it says lies sealed in a file beside the database (documents/), named by its id.
CREATE TABLE documents (
  id {{id}} PRIMARY KEY,                 -- [none; 12 months after the end; yes] identity, and the name of its file
  reference TEXT NOT NULL,               -- [none; 12 months after the end; yes] the referral that it belongs to, and the placement that came of it
  child_id {{id}} NOT NULL,              -- [personal; 12 months after the end; yes] whom it is about, as recorded then
  kind TEXT NOT NULL,                    -- [none; 12 months after the end; yes] code of what it is: rules/document_kinds.toml
  tier TEXT NOT NULL CHECK (tier IN ('referral_summary', 'pen_picture', 'full_file')),  -- [none; 12 months after the end; yes] from which stage on a home that is asked may open it
  type TEXT NOT NULL CHECK (type IN ('pdf', 'docx', 'odt', 'png', 'jpeg')),  -- [none; 12 months after the end; no] what the file is, by its content
  name_sealed TEXT,                      -- [personal; 12 months after the end; yes] what its sender calls the file; null: removed
  key_sealed TEXT,                       -- [none; 12 months after the end; no] the key of its file; null: removed, and no copy of the file can be opened any more
  bytes {{integer}} NOT NULL,            -- [none; 12 months after the end; no] how long it is
  added_by TEXT NOT NULL,                -- [personal; 12 months after the end; yes] who put it there
  added_at {{instant}} NOT NULL,         -- [none; 12 months after the end; yes] when
  removed_by TEXT,                       -- [personal; 12 months after the end; yes] who removed it; null: it stands
  removed_at {{instant}},                -- [none; 12 months after the end; yes] when
  removed_because TEXT                   -- [personal; 12 months after the end; yes] why, in the remover's words
) {{strict}};
CREATE INDEX documents_by_reference ON documents (reference);
