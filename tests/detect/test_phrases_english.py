"""English families of status phrases, each beside its twin in another meaning."""

import pytest

from firewall.detect.fold import fold


def found(phrases, text):
    return {
        recognizer.category
        for recognizer in phrases
        if "en" in recognizer.id.split(".")
        and any(span.confidence >= 0.4 for span in recognizer.find(fold(text)))
    }


@pytest.mark.parametrize(
    ("text", "category", "twin"),
    [
        (
            "She arrived by dinghy with a baby.",
            "immigration.entry",
            "She had a lesson in a dinghy with a coach.",
        ),
        (
            "Her papers were never sorted.",
            "immigration.status",
            "Her papers are on the desk next to the printer.",
        ),
        ("He lost his status in May.", "immigration.status", "He lost his status as a volunteer in May."),
        ("Tenant has no leave.", "immigration.status", "Tenant has no annual leave."),
        ("She is not allowed to work.", "immigration.status", "She is not allowed to work nights."),
        (
            "He was flown back to Kingston.",
            "immigration.proceedings",
            "The parcel was flown to the mainland.",
        ),
        ("They were told to leave the UK.", "immigration.proceedings", "They were told to leave the pub."),
        ("Mum is afraid of ICE.", "immigration.proceedings", "Mum is afraid of the ice on the steps."),
        (
            "Asked for protection in Toronto.",
            "immigration.protected_relief",
            "Asked for protection against the rain.",
        ),
        (
            "Her visa was refused.",
            "immigration.document",
            "Her Visa was refused, so she paid the copay in cash.",
        ),
        ("He was not born here.", "immigration.citizenship", "He was born here on the ward."),
        ("Crossed alone at fourteen.", "child.unaccompanied", "Came alone to the appointment."),
        ("Never got a social.", "government_id.tax", "Never got a social worker."),
        ("On a tier 4 visa.", "immigration.status", "On tier 2 reading support with a small group."),
        ("She has a dependant visa.", "immigration.status", "She has a dependent child and a partner."),
        (
            "He is staying here illegally.",
            "immigration.status",
            "He is living here illegally dumped tyres and all.",
        ),
        ("No right to remain in the UK.", "immigration.status", "No right to remain in the car park."),
        (
            "No permission to work here.",
            "immigration.status",
            "He has no permission to work on the wiring.",
        ),
        (
            "Biometrics appointment is on Tuesday.",
            "immigration.proceedings",
            "Biometrics appointment for the school canteen is on Tuesday.",
        ),
        ("She is seeking asylum.", "immigration.proceedings", "She is seeking asylum from the noise."),
        ("Her MCH is on Monday.", "immigration.proceedings", "Her BP is checked on Monday."),
        ("Her GNIB appointment is in May.", "immigration.document", "Her GP appointment is in May."),
        ("H-4 spouse of an engineer.", "immigration.document", "H-4 plug for the left headlight."),
        ("Section 22 permit from Pretoria.", "immigration.status", "Section 22 of the car park."),
        ("She has refuge status.", "immigration.protected_relief", "She works in a refuge for women."),
    ],
)
def test_a_phrase_is_told_from_its_twin(phrases, text, category, twin):
    assert category in found(phrases, text)
    assert category not in found(phrases, twin)


@pytest.mark.parametrize(
    "text",
    [
        "DHS caseworker visited her.",
        "Please answer the RFI, she said.",
        "He has HP, start triple therapy.",
        "Crash on I-94 near exit 12, she is late.",
        "Read him his right to remain silent.",
        "Her OPT appointment with the optician is at ten.",
        "He works for Border Patrol and needs a flu shot.",
        "Certified mail receipt and green card filed.",
        "La Seguridad Social no le cuenta los años de la mina.",
        "Uittreksel uit de BRP opgevraagd.",
        "Volvió mojado de la lluvia.",
    ],
)
def test_an_abbreviation_of_everyday_work_says_nothing(phrases, text):
    assert found(phrases, text) == set()
