-- Two more kinds: advocacy services, and whoever operates the service. A CHECK of SQLite changes only with its table.
-- @postgres
ALTER TABLE organisations DROP CONSTRAINT organisations_kind_check;
ALTER TABLE organisations ADD CONSTRAINT organisations_kind_check
  CHECK (kind IN ('authority', 'consortium', 'provider_group', 'home', 'ofsted', 'department', 'police', 'health', 'visitor', 'advocacy', 'platform'));
-- @sqlite
PRAGMA defer_foreign_keys = ON;
CREATE TEMPORARY TABLE organisations_before AS SELECT * FROM organisations;
DROP TABLE organisations;
CREATE TABLE IF NOT EXISTS organisations (
  id {{id}} PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('authority', 'consortium', 'provider_group', 'home', 'ofsted', 'department', 'police', 'health', 'visitor', 'advocacy', 'platform')),
  name TEXT NOT NULL,
  authority_code TEXT UNIQUE,
  urn TEXT UNIQUE,
  from_on {{date}} NOT NULL,
  until_on {{date}},
  recorded_at {{instant}} NOT NULL,
  CHECK ((kind = 'authority') = (authority_code IS NOT NULL)),
  CHECK ((kind = 'home') = (urn IS NOT NULL)),
  CHECK (until_on IS NULL OR until_on > from_on)
) {{strict}};
INSERT INTO organisations SELECT * FROM organisations_before;
DROP TABLE organisations_before;
-- @end
