"""Development's words: the values its fields take."""

BODIES = ("members", "union", "youth_league", "womens_federation")
OUTCOMES = ("taken", "too_late", "unknown_case", "admitted")
SEXES = ("male", "female")
FOCUS_GROUPS = ("middle_manager", "backbone", "technician", "none")
DECIDERS = ("committee", "branch_meeting")
REPLIES = ("agreement", "filing")
OPINIONS = ("group", "contacts", "members", "masses")
TALKERS = ("secretary", "deputy_secretary", "organisation_member")
APPROVAL_TALKERS = ("committee_member", "organiser")
TRAINERS = ("committee", "county_department", "party_school", "other")
DOCUMENTS = ("form", "application", "political_review", "conversion_application", "cultivation")
CONFIRMED = ("cultivation", "political_review", "training")
RETURNS = ("S21", "S32", "X2")
STATES = (
    *("S10", "S11", "S20", "S21", "S30", "S31", "S32", "S33", "S40", "S41", "S42", "S43", "S44"),
    *("S50", "S51", "S60", "S61", "S70", "S71", "X2", "X3", "T1"),
)
