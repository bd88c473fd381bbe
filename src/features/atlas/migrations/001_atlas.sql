-- Outlines of authorities that were imported, made small, for maps. The last import that stands counts whole.
-- Each column: [category; retention; in subject access] purpose.
CREATE TABLE boundary_areas (
  import_id {{id}} NOT NULL,          -- [none; for good; no] the import that brought it, so that it can be taken back
  code TEXT NOT NULL,                 -- [none; for good; no] the authority's ONS code
  outline TEXT NOT NULL,              -- [none; for good; no] rings of corners in metres on the National Grid: "east,north east,north;…"
  PRIMARY KEY (import_id, code)
) {{strict}};
