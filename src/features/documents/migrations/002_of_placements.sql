-- Each column: [category; retention; in subject access] purpose.
-- A placement to which no referral here led has documents of its own; their reference is then empty.
ALTER TABLE documents ADD COLUMN placement_id TEXT;  -- [none; 12 months after the end; yes] the placement that it belongs to; null: it goes with a referral
CREATE INDEX documents_by_placement ON documents (placement_id);
