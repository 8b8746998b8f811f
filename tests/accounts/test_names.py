"""Names of people and conversations: none imitates the site or advertises."""

import pytest
from django.core.exceptions import ValidationError

from accounts.forms.fields import ConversationNameField, NameField
from chat.models import Conversation
from tests.accounts.test_signup import sign_up
from tests.support.factories import UserFactory
from tests.support.staff_login import log_in_staff

FINE = [
    "Ana",
    "María José O'Neill-García",
    "Seán O’Brien",
    "J.R. Smith",
    "J. R. R. Tolkien",
    "Martin Luther King Jr.",
    "李小龙",
    "李小龙 (Bruce Lee)",
    "Bruce 李小龙",
    "田中さくら",
    "김민준",
    "علی\u200cرضا",
    "क्ष\u200dत्रिय",
    "Nguyễn Thị Hồng Ánh",
    "Анна Петрова",
    "Γιώργος Παπαδόπουλος",
    "דָּוִד",
    "สมชาย",
    "Անի",
    "Łukasz Żółć",
    "Ŋuŋ Kɔfi",
    "Kaʻiulani",
    "Søren Ærø",
    "Anna 2",
    "Anna & Ben",
    "Vasu Porter",
    "Shad Minor",
    "Nu Hang",
    "Modi",
    "Arno Mod",
    "Stafford",
    "Winston Oilly",
    "Gal·la Puig",
    "Lillo Olli",
    "Ana B. Ly",
    "Mr. Me Io",
]
BAD = [
    "NU Housing Support",
    "NU Housing",
    "N.U. Housing",
    "NUHousing",
    "nu-housing team",
    "Nu Hоusing",  # with a Cyrillic o
    "ＮＵ Ｈｏｕｓｉｎｇ",
    "𝐍𝐔 𝐇𝐨𝐮𝐬𝐢𝐧𝐠",
    "NU H0using",
    "NU\u200bHousing",
    "Ν\u200bU Housing",
    "Support",
    "Supp0rt",
    "S u p p o r t",
    "Sup port",
    "Suppport",
    "Ѕuрроrt",
    "ꓢꓴꓑꓑꓳꓣꓔ",
    "ᴀdmin",
    "Admın",
    "Adm1n",
    "Adrnin",
    "Ádmïn",
    "АDМІΝ",
    "админ",
    "Moderator Ben",
    "Adm!n",
    "ad_min",
    "su pp or t",
    "SUPPOЯT",
    "5upp0r7",
    "Northwestem Help",
    "N̲U Housing",
    "Mode rator",
    "Northwestern official",
    "Northwestern Housing",
    "Evanston Police",
    "Security",
    "Ana (staff)",
    "Ana, Staff",
    "Ana ✔",
    "Ana ✅ Verified",
    "Call 847 555 0100 now",
    "Call 847-5S5-0100",
    "8475550100",
    "Ana 8̲4̲7̲5̲5̲5̲0̲1̲0̲0̲",
    "Ana ８４７５５５０１００",
    "Ana ①②③④⑤⑥⑦",
    "Ana ❽❹❼❺❺❺⓿❶",
    "Ana 八四七五五五〇一〇〇",
    "Ana ८४७५५५०१००",
    "Ana 2026",
    "evil.example",
    "Ana evil․example",
    "Ana evil。example",
    "Ana evil…com",
    "Ana evil .com",
    "Ana evil[.]com",
    "Ana evil•com",
    "Ana evil dot com",
    "ana@evil.example",
    "Аna",  # a Cyrillic A and Latin letters
    "Anna Анна",
    "Pαul",
    "\u202eanA",
    "Z̷̡̛̗̮͕͓͇̘a̶l̸g̷o̶",
    "́Ana",
    "𐐁𐐐",
    "12345",
    "\u3164",
    "\u115f \u1160",
    "NuHousin9",
    "NU Housinq",
    "NU Team",
    "Dean of Students",
    "Housing Office",
    "Help Center",
]
REVERSED = "\u202eanA"
CONVERSATIONS = [
    "Apartment 4B 2026",
    "1234 Maple Ave 2026-27",
    "2026-2027 lease 🏠",
    "Lease 2026–2027, 917 Foster #3",
    "Security deposit",
    "Northwestern grads, fall",
    "Noyes house",
    "Ana & Ben’s place (3rd floor)",
    "室友 2026",
    "Staff",
]
BAD_CONVERSATIONS = [
    "NU Housing Support",
    "Northwestern official",
    "NU support",
    "Account security",
    "Call 847 555 0100 now",
    "Call (847) 555-0100",
    "847.555.0100",
    "8 4 7 5 5 5 0 1 0 0",
    "❽❹❼❺❺❺⓿❶⓿⓿ call",
    "8️⃣4️⃣7️⃣5️⃣5️⃣5️⃣0️⃣1️⃣0️⃣0️⃣ call",
    "evil.example",
    "Rооmmates",
]


@pytest.mark.parametrize("name", FINE)
def test_names_in_any_language_are_accepted(name):
    assert NameField().clean(name) == name


@pytest.mark.parametrize("name", [name for name in BAD if name != REVERSED])
def test_misleading_name_is_refused(name):
    with pytest.raises(ValidationError):
        NameField().clean(name)


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_conversation_name_may_contain_years_and_house_numbers(name):
    assert ConversationNameField().clean(name) == name


@pytest.mark.parametrize("name", BAD_CONVERSATIONS)
def test_misleading_conversation_name_is_refused(name):
    with pytest.raises(ValidationError):
        ConversationNameField().clean(name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (REVERSED, "anA"),
        ("Ana\u200d", "Ana"),
        ("A\u200cna", "Ana"),
        ("\u2066Ana\u2069 \u00ad\ufeffLopez", "Ana Lopez"),
        ("علی\u200c\u200cرضا", "علی\u200cرضا"),
        ("Ａｎａ", "Ana"),
        ("O´Neill", "O'Neill"),
        ("Ana\u2028 \tLopez", "Ana Lopez"),
        ("Jose\u0301", "José"),
        ("Ana\u034f \u3164Lopez\uffa0", "Ana Lopez"),
        ("ខ្មែរ\u17b4", "ខ្មែរ"),
    ],
)
def test_invisible_characters_are_dropped(typed, kept):
    assert NameField().clean(typed) == kept


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["NU Housing Support", "Call 847 555 0100 now", "Ѕuрроrt"])
def test_every_form_refuses_misleading_name(client, name):
    assert sign_up(client, name=name).context["form"].errors["name"]
    person = UserFactory(name="Ana", is_staff=True, is_superuser=True)
    log_in_staff(client, person)
    assert client.post("/accounts/profile/", {"name": name}).context["form"].errors["name"]
    for path in ("add/", f"{person.pk}/change/"):
        page = client.post(f"/admin/accounts/user/{path}", {"name": name, "email": "x@x.test"})
        assert page.context["adminform"].form.errors["name"]
    assert client.post("/chat/new/", {"name": name}).context["form"].errors["name"]
    assert not Conversation.objects.exists()
    person.refresh_from_db()
    assert person.name == "Ana"
