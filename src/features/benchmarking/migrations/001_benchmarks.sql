-- Each column: [category; retention; in subject access] purpose.
-- Published figures of authorities by year, as national files state them; nothing of them is ours. The latest import of a figure stands.
CREATE TABLE benchmark_values (
  import_id {{id}} NOT NULL,             -- [none; for good; no] the import that brought it
  series TEXT NOT NULL,                  -- [none; for good; no] what is counted: looked_after, in_homes, children, spent_residential, …
  authority_code TEXT NOT NULL,          -- [none; for good; no] ONS code of the authority, as it is today
  year {{integer}} NOT NULL,             -- [none; for good; no] the year in which it ends: 2025 is the year to 31 March 2025, or that day
  value {{integer}},                     -- [none; for good; no] how many, or thousands of pounds; null: suppressed in the file
  PRIMARY KEY (import_id, series, authority_code, year)
) {{strict}};

CREATE VIEW v_benchmark_values AS
SELECT b.series, b.authority_code, b.year, b.value
FROM benchmark_values b
WHERE b.import_id = (SELECT MAX(l.import_id) FROM benchmark_values l
                     WHERE l.series = b.series AND l.authority_code = b.authority_code AND l.year = b.year);

-- Which authorities are like which, by the department's method.
CREATE TABLE benchmark_neighbours (
  import_id {{id}} NOT NULL,             -- [none; for good; no] the import that brought it
  authority_code TEXT NOT NULL,          -- [none; for good; no] whose neighbours
  place {{integer}} NOT NULL,            -- [none; for good; no] 1 for the most alike
  neighbour_code TEXT NOT NULL,          -- [none; for good; no] ONS code of the authority that is like it
  closeness TEXT NOT NULL,               -- [none; for good; no] how much alike, in the file's words
  PRIMARY KEY (import_id, authority_code, place)
) {{strict}};
