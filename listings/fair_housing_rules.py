"""Phrases that describe the tenant rather than the home, by the class that the law protects.

Sources: 42 U.S.C. 3604(c) and HUD's guidance on advertising under it (the Achtenberg memorandum of
1995, which also lists what is fine: "master bedroom", "family room", "mother-in-law suite",
"walk-in closet", "quiet streets", "near a church"); Illinois Human Rights Act, 775 ILCS 5/1-103(Q)
and 5/3-102; Cook County's Just Housing Amendment. Every pattern is one that needs a person in it:
"Christian home" is found, "Christian St" isn't. Patterns are matched in any case, with straight
apostrophes and single spaces.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """`severe`: excludes a group or admits only one, so a moderator should look at it."""

    pattern: re.Pattern[str]
    reason: str
    wording: str
    severe: bool = False


def rule(pattern: str, reason: str, wording: str, severe: bool = False) -> Rule:
    return Rule(re.compile(rf"\b(?:{pattern})", re.IGNORECASE), reason, wording, severe)


CHILDREN = r"(?:kids?|child(?:ren)?|bab(?:y|ies)|infants?|toddlers?|minors|families)\b(?!['-])"
PEOPLE = r"(?:people|persons?|tenants?|renters?|roommates?|room-mates?|housemates?|flatmates?"
PEOPLE += r"|subletters?|subtenants?|applicants?|occupants?|couples?|individuals?|families)\b"
STUDENTS = r"(?:(?:grad(?:uate)?\s)?students?|professionals?|adults?)\b"
ONLY = r"(?:\s?-?only|\sare\spreferred|\spreferred|\swanted)\b(?!\s(?:gym|hours))"
SUITED = (
    r"(?:perfect|ideal|great|best|suitable|suited|made|meant|designed|looking)\sfor\s(?:an?\s)?"
)
REFUSE = r"(?:(?:do|does|will|can)(?:\snot|n't)|cannot|won't|not|never)\s"
MEN_WOMEN = r"(?:females?|males?|wom[ae]n|m[ae]n|girls?|guys?|boys?|lad(?:y|ies)|gentlem[ae]n)"
RELIGIONS = r"(?:christian|catholic|protestant|evangelical|mormon|jewish|muslim|islamic|hindu|sikh"
RELIGIONS += r"|buddhist|atheist|religious)"
ORIGINS = r"(?:american|chinese|indian|pakistani|mexican|korean|japanese|arab|african|asian"
ORIGINS += r"|european|latin[oax]|hispanic|nigerian|iranian|russian|polish|middle[- ]eastern)"
VOUCHERS = r"(?:sec(?:tion|\.)?\s?(?:8|eight)|(?:housing\s)?(?:choice\s)?vouchers?|hcv"
VOUCHERS += r"|(?:housing|public|government|rental)\s(?:assistance|aid|subsid(?:y|ies))|welfare)\b"
ASSISTANCE = r"(?:emotional\s)?(?:support|service|assistance|therapy)\s(?:animals?|dogs?|cats?)\b"
ASSISTANCE += r"|esas?\b"

FAMILY = "The law protects families with children and anyone who expects a child."
MARITAL_STATUS = "In Illinois a listing can’t choose tenants by marital status."
AGE = "In Illinois a listing can’t choose tenants by age."
SEX = "A listing can’t choose tenants by sex or gender."
RELIGION = "A listing can’t prefer or turn away a religion."
RACE = "A listing can’t prefer or turn away anyone by race, color or origin."
IMMIGRATION = "In Illinois a listing can’t choose tenants by citizenship or immigration status."
INCOME = "In Illinois a landlord can’t turn away vouchers or another lawful income."
DISABILITY = "The law protects people with disabilities."
CRIMINAL_RECORD = (
    "In Illinois arrest records can’t count, and Cook County limits which convictions may."
)
MILITARY = "In Illinois the law protects military status."
ORIENTATION = "In Illinois the law protects sexual orientation and gender identity."

SAY_SPACE = "Describe the space: its rooms, its size, how many people it holds."
SAY_ONE = "Say how many people the room is for: “for one person”."
SAY_HABITS = "Describe life in the home instead: “quiet after 11 pm”, “we cook together”."
LEAVE_OUT = "Leave it out."

RULES = (
    rule(
        rf"no\s(?:\w+\s)?{ASSISTANCE}|{REFUSE}(?:accept|allow|take)\s{ASSISTANCE}",
        "An assistance animal isn’t a pet: a person with a disability may keep one.",
        LEAVE_OUT,
        severe=True,
    ),
    rule(
        r"no\s(?:pets?|dogs?|cats?|animals)\b|(?:pets?|dogs?|cats?|animals)\s(?:are\s)?"
        r"(?:not|n't|never)\s(?:allowed|permitted|accepted|ok(?:ay)?)\b|pet[- ]free\b",
        "Fine for pets, but assistance animals aren’t pets and can’t be refused.",
        "“No pets; assistance animals are welcome.”",
    ),
    rule(
        rf"no\s(?:\w+\s(?:or|and)\s)?(?:small\s|young\s|little\s)?{CHILDREN}|no\spregnan\w+"
        r"|without\s(?:kids|children)\b|adults?[- ]only\b|(?:child|kid)[- ]?(?:less|free)\b"
        rf"|not\s(?:suitable|suited|ideal|appropriate|safe|right)\sfor\s{CHILDREN}"
        r"|adult\s(?:building|community|complex)\b",
        FAMILY,
        SAY_SPACE,
        severe=True,
    ),
    rule(
        rf"{SUITED}(?:small\s|young\s)?famil(?:y|ies)\b(?!\s(?:room|dinner|gathering))"
        r"|famil(?:y|ies)\s(?:only|preferred)\b|empty[- ]nesters?\b",
        FAMILY,
        SAY_SPACE,
    ),
    rule(
        r"no\s(?:unmarried\s)?couples\b|(?:singles|couples)(?:\s|-)(?:only|preferred)\b"
        rf"|(?:un)?married\s(?:{PEOPLE}|{STUDENTS}|only)|{SUITED}(?:single|couples?)\b(?!\sfamily)"
        rf"|single\s(?:{PEOPLE}|{STUDENTS}|mothers?\b|moms?\b|dads?\b|wom[ae]n\b|m[ae]n\b)",
        MARITAL_STATUS,
        SAY_ONE,
    ),
    rule(
        rf"(?:young|younger|mature|older|elderly|middle-aged)\s(?:\w+\s)?(?:{PEOPLE}|{STUDENTS}"
        r"|wom[ae]n\b|m[ae]n\b|lad(?:y|ies)\b|crowd\b)|(?:no\s)?(?:seniors|retirees)\sonly\b"
        r"|no\s(?:seniors|retirees|old\speople|teenagers)\b|twenty-?somethings?\b|20-?somethings?\b"
        r"|(?:no\s?one|nobody|anyone|must\sbe)\s(?:over|under|above|below)\s\d\d\b(?!\s?(?:min|lb))"
        r"|age[sd]?\s(?:between\s)?\d\d\s?(?:-|–|to|and)\s?\d\d\b",
        AGE,
        SAY_HABITS,
    ),
    rule(
        rf"no\s(?:fe)?males?\b|no\s(?:men|women|guys|girls|boys|ladies)\b(?!['’])"
        rf"|{MEN_WOMEN}{ONLY}|only\s(?:for\s)?{MEN_WOMEN}\b|all[- ](?:fe)?male\b"
        rf"|all[- ](?:girls?|boys?|wom[ae]n|m[ae]n)\b|(?:fe)?male\s(?:{PEOPLE}|{STUDENTS})"
        rf"|{SUITED}{MEN_WOMEN}\b|prefer(?:ably|s|red|ring)?\s(?:an?\s)?{MEN_WOMEN}\b",
        SEX,
        SAY_HABITS,
    ),
    rule(
        rf"{RELIGIONS}\s(?:values?\s)?(?:{PEOPLE}|{STUDENTS}|home\b|house\b|household\b|roommate\b"
        rf"|famil(?:y|ies)\b|landlord\b|owner\b|environment\b|values\b)|{RELIGIONS}s?{ONLY}"
        rf"|no\s(?:{RELIGIONS}s?|jews)\b|god-fearing\b|believers?\sonly\b|{SUITED}{RELIGIONS}s?\b",
        RELIGION,
        LEAVE_OUT,
        severe=True,
    ),
    rule(
        rf"(?:white|black|caucasian|african[- ]american)\s(?:{PEOPLE}|{STUDENTS}|neighbou?rhood\b"
        r"|family\b(?!\s(?:room|bath))|wom[ae]n\b|m[ae]n\b|(?:fe)?male\b)"
        r"|(?:whites|blacks|caucasians?)\sonly\b|no\s(?:whites|blacks|asians|hispanics|latinos)\b"
        rf"|{ORIGINS}\s(?:{PEOPLE}|{STUDENTS}|nationals?\b|family\b(?!\s(?:room|restaurant|style)))"
        rf"|{ORIGINS}s?{ONLY}|no\s{ORIGINS}s\b",
        RACE,
        LEAVE_OUT,
        severe=True,
    ),
    rule(
        r"(?:u\.?s\.?\s|american\s)?citizens?(?:hip)?\s(?:only|preferred|required)\b"
        r"|must\sbe\s(?:an?\s)?(?:u\.?s\.?\s|american\s|legal\s)?(?:citizen|resident)\b"
        r"|no\s(?:immigrants|foreigners|foreign\sstudents|internationals?(?:\sstudents)?"
        r"|illegals|visa\sholders)\b|(?:green\scard|visa)\s(?:required|holders\sonly)\b"
        r"|(?:native|fluent)\senglish(?:\sspeakers?)?\b|english[- ]speak(?:ing|ers)\s(?:only|\w+)"
        r"|must\sspeak\s(?:fluent\s|good\s)?english\b",
        IMMIGRATION,
        LEAVE_OUT,
        severe=True,
    ),
    rule(
        rf"no\s(?:\w+\s(?:or|and)\s)?{VOUCHERS}|{REFUSE}(?:accept(?:ing)?|take|taking)\s{VOUCHERS}"
        rf"|{VOUCHERS}\s(?:is\s|are\s)?(?:not\s|n't\s)(?:accepted|welcome|ok(?:ay)?|allowed)\b"
        rf"|not\s(?:a\s)?{VOUCHERS}",
        INCOME,
        "Name the rent and the deposit; anyone who can pay them may apply.",
        severe=True,
    ),
    rule(
        r"must\s(?:be\s(?:fully\s|gainfully\s)?employed|have\sa\s(?:full-time\s)?job)\b"
        r"|employed\s(?:people|persons?|tenants?|applicants?)(?:\sonly)?\b|no\sunemployed\b",
        INCOME,
        "Name what you ask of everyone, such as the rent, the deposit or a co-signer.",
    ),
    rule(
        r"no\s(?:wheelchairs?|disabled|handicapped|mentally\sill|mental\sillness)\b"
        r"|able[- ]bodied\b"
        r"|not\s(?:suitable|suited|ideal|appropriate|safe)\sfor\s(?:the\s|an?\s)?"
        r"(?:disabled|handicapped|wheelchairs?|elderly)\b|physically\sfit\b"
        rf"|healthy\s(?:{PEOPLE})|must\sbe\sable\sto\s(?:climb|live\sindependently)\b",
        DISABILITY,
        "Describe the building: “third floor, no elevator”.",
        severe=True,
    ),
    rule(
        r"no\s(?:gays?|lesbians?|lgbt\w*\+?|trans(?:gender)?|queers?)\b"
        rf"|(?:straight|gay|lesbian|queer|trans)\s(?:only\b|household\b|home\b|{PEOPLE}|wom[ae]n\b"
        r"|m[ae]n\b|(?:fe)?males?\b)|lgbt\w*\+?(?:\s|-)(?:only|household|friendly)\b",
        ORIENTATION,
        SAY_HABITS,
    ),
    rule(
        r"no\s(?:veterans|military|soldiers|marines)\b|(?:veterans|military)\sonly\b",
        MILITARY,
        LEAVE_OUT,
    ),
    rule(
        r"no\s(?:felons?|felon(?:y|ies)|criminals?|ex-?cons?|convicts?|arrests?|arrest\srecords?"
        r"|criminal\s(?:records?|history|background))\b|clean\s(?:criminal\s|arrest\s)record\b",
        CRIMINAL_RECORD,
        LEAVE_OUT,
    ),
)
