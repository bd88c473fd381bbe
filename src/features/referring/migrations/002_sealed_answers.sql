-- Each column: [category; retention; in subject access] purpose.
-- empty: referral_draft_tasks.answers
-- Answers as typed may name people before they are checked: they are sealed with the store's key. The plain column of before
-- is emptied when the program next opens the store with its key, and nothing writes it any more.
ALTER TABLE referral_draft_tasks ADD COLUMN answers_sealed TEXT;  -- [special; 12 months after the end; yes] the answers as typed, sealed
