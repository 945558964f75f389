"""
What people type where a form leaves room.

About a third of it says something about status, in the ways it is really said: in two
languages, denied, about a relative, with a number.  The rest holds the words that only
look like it (a visa card, the removal of a tree).  Nothing tells the two kinds apart
but reading them.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from firewall.demo.people import Resident, Standing, made_up_alien_number


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """
    Notes that reveal nothing, that reveal the status of whom they are about, and of somebody else.

    ``{relative}`` is a name, ``{year}`` the year of arrival, ``{alien}`` an alien number.
    """

    plain: tuple[str, ...]
    own: tuple[str, ...]
    others: tuple[str, ...]


CHART = Phrasebook(
    plain=(
        "Blood pressure controlled on lisinopril. Return in three months.",
        "Co-pay: visa card declined, paid in cash. Account status: active.",
        "Seasonal allergies. Discussed removal of carpets from the bedroom.",
        "Paciente con diabetes tipo 2, glucosa en ayunas 142. Control en seis semanas.",
        "Vacunas al día. Se entregó permiso escolar para educación física.",
        "Plays a card game with the grandchildren every day; memory intact.",
        "Daughter {relative} picks up the medication. Parking permit renewed for the van.",
        "Knee pain after soccer. Ice and rest, X-ray of C5 not indicated.",
        "Embarazo de 20 semanas, sin complicaciones. Próxima cita en un mes.",
        "Asthma action plan reviewed with the school nurse.",
        "Lives with brother {relative}. Prefers to be called in the evening.",
        "Presión arterial estable. Sigue con la misma dosis.",
    ),
    own=(
        "Patient states no papers, came EWI in {year}. Letter on file shows {alien}.",
        "Afraid to give an address: says la migra came to the building last month.",
        "Asylum pending, hearing in immigration court in March. Interpreter requested.",
        "Overstayed her visa in {year}. Husband {relative} is a US citizen.",
        "Paciente sin papeles, cruzó la frontera en {year}. Pide cita con trabajo social.",
        "Refiere que es indocumentada y teme ser deportada. La acompaña su hermana {relative}.",
        "TPS holder, work permit expired. Has an ITIN, no social security number.",
        "Says he is not undocumented but is afraid to be asked.",
        "Solicitante de asilo desde {year}; trae papeles de la corte de inmigración.",
        "DACA recipient, renewal filed. Asks whether ICE can see this chart.",
        "Released from ICE custody in {year} with an ankle monitor.",
        "Green card holder since {year}, A# {alien}.",
        "Se le venció la visa; el esposo {relative} tiene orden de deportación.",
    ),
    others=(
        "Mixed-status family. Son {relative} was born here.",
        "Husband {relative} was detained by ICE; patient lost her insurance.",
        "El esposo {relative} no tiene papeles y teme venir a la clínica.",
        "Stepfather {relative} is in removal proceedings. Sleeps badly since.",
    ),
)

VISIT = Phrasebook(
    plain=(
        "Routine check. No new complaints.",
        "Flu vaccine given, left arm.",
        "Control de rutina, sin novedades.",
        "Labs drawn, results by phone.",
        "Wound clean, stitches removed.",
        "Receta renovada por tres meses.",
    ),
    own=(
        "Sin papeles, prefiere no dar su dirección.",
        "Missed last visit: was detained by ICE for two weeks.",
        "Needs the vaccination record for the green card application.",
        "Llegó sin visa en {year}; pide intérprete.",
    ),
    others=(
        "Came alone: brother {relative} was deported last week.",
        "Vino sola, su esposo {relative} es indocumentado.",
    ),
)

COMPLAINT = Phrasebook(
    plain=(
        "Pothole in front of the school, two cars damaged already.",
        "Removal of a fallen tree requested, it blocks the sidewalk.",
        "Loud music every night after eleven.",
        "Residential parking permit sign is missing.",
        "Citizen complaint: graffiti on the library wall.",
        "No hay calefacción en el edificio desde el lunes.",
        "La lámpara de la calle no funciona desde hace un mes.",
        "Trash was not picked up on Thursday.",
        "Stray dog near the playground, the neighbor {relative} feeds it.",
        "Water main leaking, ice on the road every morning.",
    ),
    own=(
        "I have no papers and I am afraid to complain: no heat since Monday.",
        "El dueño amenaza con llamar a la migra si pedimos reparaciones.",
        "We came in {year} and wait for asylum; the shelter has had no hot water for a week.",
    ),
    others=(
        "The people downstairs are undocumented, somebody should call ICE.",
        "My neighbor {relative} overstayed his visa and parks on the sidewalk.",
        "The landlord rents the basement to illegal immigrants, at least six of them.",
        "El vecino {relative} es indocumentado y hace ruido toda la noche.",
        "The woman in 4B says she is an asylum seeker; she sells food without a license.",
    ),
)

TENANCY = Phrasebook(
    plain=(
        "Boiler replaced in March. Parking permit renewed.",
        "Rent paid by card, receipt sent. Account status: active.",
        "Asks for removal of mold in the bathroom.",
        "Se cambió la cerradura; la llave está en la oficina.",
        "Neighbor {relative} keeps the spare key.",
    ),
    own=(
        "Household is prorated: the mother has no papers.",
        "No social security number; came in {year}, asylum pending.",
        "Declaration under Section 214 left blank, says she is afraid of ICE.",
        "Tiene permiso de trabajo vencido, espera la corte de inmigración.",
    ),
    others=(
        "Brother {relative} was deported in spring, rent is late since.",
        "El dueño dice que {relative} es indocumentado y quiere desalojarlo.",
    ),
)

METER = Phrasebook(
    plain=(
        "Contador cambiado en marzo.",
        "Fuga en el sótano, reparada.",
        "Visa card declined, paid at the counter.",
        "Lectura estimada; el perro no deja pasar.",
    ),
    own=(
        "Cliente sin papeles, paga en efectivo.",
        "Llegó en {year}, no tiene número de seguro social.",
        "Shows a consular card only, says he has no status.",
    ),
    others=("El inquilino {relative} es indocumentado, dice el dueño.",),
)

PATROL = Phrasebook(
    plain=(
        "Left turn on red.",
        "Parked in a loading zone.",
        "Read at low light, plate checked by hand.",
        "Ice on the lens, cleaned.",
    ),
    own=(
        "Driver has no license, says he is undocumented.",
        "Driver shows a foreign passport with an expired visa.",
        "El conductor dice que no tiene papeles y que vino en {year} de niño.",
    ),
    others=("Passenger {relative} is said to be in the country illegally.",),
)

COUNSELOR = Phrasebook(
    plain=(
        "Plays the trumpet. Bus pass renewed.",
        "Missed two days with the flu. Permission slip signed.",
        "Le va bien en matemáticas, participa poco.",
        "Moves to the advanced group in January.",
    ),
    own=(
        "Arrived in {year} without parents, asylum hearing in May.",
        "Dice que no tiene papeles y teme que la migra vendrá a la escuela.",
        "Newcomer since {year}; trauma group.",
    ),
    others=(
        "Father {relative} is in immigration detention; check on her.",
        "La mamá {relative} tiene cita en la corte de inmigración.",
    ),
)

# Together about a third of all notes: most of those who are asked about it, and a few of the rest.
_OF_NONCITIZENS = 0.65
_OF_CITIZENS = 0.13
_CITIZENS = frozenset({Standing.CITIZEN, Standing.NATURALIZED})


def written(rng: Random, book: Phrasebook, about: Resident, relative: Resident) -> str:
    return rng.choice(_kind(rng, book, about)).format(
        relative=relative.full_name,
        year=(about.arrived or about.born).year,
        alien=about.alien_number or made_up_alien_number(rng),
    )


def _kind(rng: Random, book: Phrasebook, about: Resident) -> tuple[str, ...]:
    if about.standing in _CITIZENS:
        return book.others if rng.random() < _OF_CITIZENS else book.plain
    return book.own + book.others if rng.random() < _OF_NONCITIZENS else book.plain
