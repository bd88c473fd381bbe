-- A home finds what it is asked, an authority what it asks, without reading everything.
CREATE INDEX asks_by_home ON asks (urn, state);
CREATE INDEX asks_by_authority ON asks (authority_id, reference);
