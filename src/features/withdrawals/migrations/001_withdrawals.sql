-- Each column: [category; retention; in subject access] purpose.
-- Why an authority looks for a home no longer. A referral is withdrawn once; rows are only added.
CREATE TABLE referral_withdrawals (
  reference TEXT PRIMARY KEY,            -- [none; 12 months after the end; yes] the referral
  reason TEXT NOT NULL,                  -- [special; 12 months after the end; yes] code of why: rules/withdrawal_reasons.toml
  words_sealed TEXT NOT NULL,            -- [special; 12 months after the end; yes] the same in the words of whoever withdrew it, sealed; no home reads them
  withdrawn_at {{instant}} NOT NULL,     -- [none; 12 months after the end; yes] when
  withdrawn_by TEXT NOT NULL,            -- [personal; 12 months after the end; yes] by whom
  withdrawn_by_kind TEXT NOT NULL        -- [none; 12 months after the end; yes] whether that was a person or a program
) {{strict}};
