-- Lists of an authority's and of a child's referrals are read on every page that begins with them.
CREATE INDEX referrals_by_authority ON referrals (authority_code, status, needed_on);
CREATE INDEX referrals_of_child ON referrals (child_id, referred_on);
