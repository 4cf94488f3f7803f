"""How long people wait, and how seldom they do what ends a case or sends it back, when they try the doors by chance."""

from tests.integration.services.development.conftest import BY_COMMITTEE, TALLY

# Days between two steps.
PATIENCE = (0, 1, 2, 5, 9, 20, 31, 95, 190, 366)
# Days that some steps wait for.
LONG = {"propose_candidate": 340, "vote_conversion": 300, "vote_extend": 300, "apply_conversion": 330}
# From the conversion on, to a longer probation.
LONGER = (
    ("zhi", "vote_extend", "2027-06-10", {**TALLY, "months": 6}),
    ("wei", "approve_extension", "2027-07-10", BY_COMMITTEE),
)
# How often a step is not taken after all.
SELDOM = {"end_case": 0.95, "withdraw": 0.9, "transfer_out": 0.85, "vote_admission_fail": 0.8,
          "superior_reject": 0.8, "reject_admission": 0.8, "pre_review_fail": 0.8, "uphold_objection": 0.9,
          "raise_objection": 0.7, "review_unqualified": 0.9, "reject_conversion": 0.6, "reject_extension": 0.6,
          "reject_cancellation": 0.6, "vote_cancel": 0.7, "resubmit": 0.5}  # fmt: skip
