-- Each column: [category; retention; in subject access] purpose.
-- A draft that nobody touches is forgotten (rules/retention.toml), and a referral that was sent is changed in the same parts as it
-- was written: a part without a row stands as it was sent.
ALTER TABLE referral_drafts ADD COLUMN touched_at {{instant}};      -- [none; 90 days; no] when somebody last wrote in it; null once it was sent: from then on the referral's own rules hold
ALTER TABLE referral_drafts ADD COLUMN changing_since {{instant}};  -- [none; 12 months after the end; yes] since when the referral that was sent is being changed; null: it is not
ALTER TABLE referral_drafts ADD COLUMN changing_by TEXT;            -- [personal; 12 months after the end; yes] who began to change it; null: nobody
ALTER TABLE referral_drafts ADD COLUMN discarded_at {{instant}};    -- [none; 12 months after the end; yes] when it was given up without being sent; null: it was not
ALTER TABLE referral_draft_tasks ADD COLUMN touched_at {{instant}}; -- [none; 90 days; no] when any part of its draft was last written: all its parts are forgotten together
UPDATE referral_drafts
SET touched_at = COALESCE((SELECT max(changed_at) FROM referral_draft_tasks WHERE referral_draft_tasks.reference = referral_drafts.reference), begun_at)
WHERE sent_at IS NULL;
UPDATE referral_draft_tasks
SET touched_at = (SELECT touched_at FROM referral_drafts WHERE referral_drafts.reference = referral_draft_tasks.reference);
DROP INDEX referral_drafts_standing;
CREATE UNIQUE INDEX referral_drafts_begun ON referral_drafts (child_id, authority_code) WHERE sent_at IS NULL AND discarded_at IS NULL;
