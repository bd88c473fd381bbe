-- Each column: [category; retention; in subject access] purpose.
-- Files of a return that somebody handed in on a page and that wait for the decision to keep them. Once kept or thrown away they are
-- gone from here; forgotten ones go after seven days.
CREATE TABLE returns_handed_in (
  id {{id}} PRIMARY KEY,                 -- [none; 7 days; no] identity, sortable by time
  organisation_id {{id}} NOT NULL,       -- [none; 7 days; no] for which authority they were handed in
  person_id TEXT NOT NULL,               -- [personal; 7 days; no] who handed them in
  at {{instant}} NOT NULL,               -- [none; 7 days; no] when
  found_sealed TEXT NOT NULL             -- [personal; 7 days; no] what was found in them, without own ids of children, sealed
) {{strict}};
CREATE INDEX returns_handed_in_by_organisation ON returns_handed_in (organisation_id);

CREATE TABLE returns_handed_in_pieces (
  handed_in_id {{id}} NOT NULL REFERENCES returns_handed_in (id) ON DELETE CASCADE,  -- [none; with the record; no] of which handing in
  file_no {{integer}} NOT NULL,          -- [none; with the record; no] which of its files
  piece_no {{integer}} NOT NULL,         -- [none; with the record; no] 0: the file's name; then what it holds, in order
  bytes_sealed TEXT NOT NULL,            -- [special; with the record; no] that part of the file, sealed
  PRIMARY KEY (handed_in_id, file_no, piece_no)
) {{strict}};
