-- Each column: [category; retention; in subject access] purpose.
-- empty: referral_documents.content referrals.child_local_id referrals.born_in
-- A referral is sealed with the store's key: it says what a child needs and fears, and under which id the authority knows it.
-- The plain columns of 001 are emptied when the program next opens the store with its key; nothing writes them any more.
ALTER TABLE referral_documents ADD COLUMN content_sealed TEXT;  -- [special; 12 months after the end; yes] the whole referral file, canonical, sealed
ALTER TABLE referrals ADD COLUMN search_token TEXT;             -- [personal; 12 months after the end; no] keyed hash of the authority and the child's number there
CREATE INDEX referrals_by_token ON referrals (search_token);
DROP INDEX referrals_by_child;
