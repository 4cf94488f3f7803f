"""Training's words: the values its fields take."""

LAYERS = (
    *("secretary", "deputy_secretary", "committee_member", "party_worker", "instructor", "liaison"),
    *("member", "activist", "candidate"),
)
FORMS = ("class", "outside")
ORGANISERS = ("committee", "county_department", "party_school", "other")
PARTS = ("full_day", "half_day", "hour")
EXEMPT_FOR = ("old_age", "illness", "disability")
