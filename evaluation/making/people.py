"""What people are called, by where they or their parents come from: made-up combinations of common names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """Given and family names; ``order`` says how a full name is written, ``{g}``, ``{h}`` (a second given), ``{f}``, ``{k}``."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    orders: tuple[str, ...] = ("{g} {f}",)


def _o(given: str, family: str, *orders: str) -> Origin:
    return Origin(tuple(given.split(", ")), tuple(family.split(", ")), orders or ("{g} {f}",))


ORIGINS: dict[str, Origin] = {
    "anglo": _o(
        "James, Emily, Robert, Ashley, Michael, Linda, Kevin, Heather, Brian, Susan, Tyler, Megan, Scott, Karen",
        "Miller, Thompson, Baker, Reed, Sullivan, Hughes, Foster, Bennett, Coleman, Price, Walsh, Harper, Dixon, Lowe",
        "{g} {f}", "{g} {f}", "{g} J. {f}",
    ),
    "mexican": _o(
        "Guadalupe, José Luis, María Elena, Alejandro, Rosario, Jesús, Verónica, Miguel Ángel, Leticia, Ramón, Araceli, Fernando, Yolanda, Raúl",
        "Hernández, García, Ramírez, Cruz, Morales, Gutiérrez, Salazar, Ríos, Castañeda, Villanueva, Ochoa, Zamora, Luna, Ibarra",
        "{g} {f}", "{g} {f} {k}", "{g} {f} {k}",
    ),
    "central-american": _o(
        "Xiomara, Wilmer, Yesenia, Elmer, Brayan, Dilcia, Marvin, Keyli, Oneyda, Rigoberto, Suyapa, Darwin, Iris, Nery",
        "Xicará, Pineda, Zelaya, Chávez, Ajanel, Portillo, Maldonado, Tzoc, Alvarenga, Mejía, Ixcoy, Aguilar, Bonilla, Canales",
        "{g} {f}", "{g} {f}", "{g} {f} {k}",
    ),
    "brazilian": _o(
        "João, Thiago, Larissa, Marcela, Edson, Fernanda, Rafaela, Cleiton, Vanessa, Gilberto, Juliana, Wesley, Patrícia, Adriano",
        "da Silva, Oliveira, dos Santos, Ferreira, Carvalho, Nascimento, Barbosa, Teixeira, Moreira, Pinheiro, de Souza, Freitas, Batista, Rezende",
        "{g} {f}", "{g} {f}", "{g} {k} {f}",
    ),
    "haitian": _o(
        "Wideline, Jean-Robert, Mirlande, Evens, Guerline, Dieuseul, Fabiola, Wilner, Rose-Marie, Frantz, Nadège, Ronald, Islande, Jocelyn",
        "Toussaint, Saint-Fleur, Jean-Baptiste, Désir, Louissaint, Pierre, Charles, Étienne, Dorvil, Joseph, Philogène, Augustin, Estimé, Cadet",
    ),
    "chinese": _o(
        "Wei, Xiuying, Jian, Meiling, Guoqiang, Lihua, Zhen, Yuchen, Haoran, Fang, Jianguo, Xiaoyan, Peng, Qing",
        "Zhang, Chen, Liu, Huang, Zheng, Lin, Wu, Xu, Ye, Guo, Zhou, Tang, Jiang, Weng",
        "{g} {f}", "{f} {g}", "{f} {g}",
    ),
    "vietnamese": _o(
        "Thị Hạnh, Văn Minh, Ngọc Lan, Quốc Hùng, Thu Thảo, Đức Anh, Bích Châu, Hoàng Phúc, Kim Ngân, Tuấn, Mỹ Linh, Thanh Tùng, Hồng, Duy",
        "Nguyễn, Trần, Lê, Phạm, Huỳnh, Vũ, Võ, Đặng, Bùi, Đỗ, Hồ, Ngô, Dương, Lý",
        "{f} {g}", "{f} {g}", "{g} {f}",
    ),
    "filipino": _o(
        "Maricel, Rodel, Jocelyn, Arnel, Liezel, Jun-Jun, Rowena, Danilo, Analyn, Renato, Cherry Mae, Edgardo, Mylene, Rommel",
        "Dela Cruz, Bautista, Pangilinan, Macaraeg, Villanueva, Magsaysay, Dimaculangan, Ocampo, Tolentino, Mangubat, Catacutan, Soriano, Lacson, Batungbakal",
    ),
    "indian": _o(
        "Priya, Rajesh, Harpreet, Lakshmi, Sanjay, Anjali, Gurpreet, Venkatesh, Deepika, Arjun, Sunita, Kiran, Manjit, Ramesh",
        "Patel, Singh, Kaur, Reddy, Iyer, Sharma, Chaudhary, Nair, Gill, Banerjee, Joshi, Dhillon, Subramanian, Desai",
    ),
    "arab": _o(
        "Ahmad, Fatima, Khaled, Noor, Yousef, Amina, Bashar, Rania, Abdulrahman, Hanan, Mustafa, Samar, Ibrahim, Zeinab",
        "Al-Hassan, Haddad, Khoury, al-Jabouri, Mansour, Abdallah, Saleh, El-Sayed, Darwish, Qasim, Nasser, Barakat, Al Masri, Hamdan",
    ),
    "afghan": _o(
        "Zahra, Mohammad Reza, Shukria, Najibullah, Parwana, Habibullah, Marzia, Farid, Gulalai, Esmatullah, Shabnam, Rahmatullah, Nargis, Jawid",
        "Ahmadi, Rezai, Noorzai, Haidari, Stanekzai, Karimi, Popal, Wardak, Sadat, Hotak, Yousufzai, Barakzai, Amiri, Rahimi",
    ),
    "somali": _o(
        "Hodan, Abdi, Faadumo, Maxamed, Sahra, Abdirahman, Ayaan, Liban, Ifrah, Yusuf, Nimco, Cabdullahi, Hibo, Mahad",
        "Warsame, Jama, Farah, Nur, Hussein, Abdullahi, Ali, Guleed, Osman, Isse, Duale, Hersi, Adan, Mohamud",
        "{g} {f}", "{g} {f} {k}", "{g} {f} {k}",
    ),
    "ethiopian": _o(
        "Abebe, Selam, Mulugeta, Tigist, Dawit, Helen, Birhanu, Almaz, Kibrom, Semhar, Yonas, Rigbe, Tesfaye, Meron",
        "Kebede, Tesfaye, Woldemariam, Girma, Bekele, Alemu, Haile, Mekonnen, Gebremedhin, Tewolde, Abraha, Kifle, Desta, Ghebre",
    ),
    "west-african": _o(
        "Oluwaseun, Chidinma, Kwame, Aminata, Emeka, Fatoumata, Ngozi, Mamadou, Abena, Ousmane, Folake, Ibrahima, Adaeze, Kofi",
        "Adeyemi, Okonkwo, Mensah, Diallo, Nwosu, Traoré, Okafor, Bah, Boateng, Konaté, Balogun, Camara, Eze, Owusu",
    ),
    "ukrainian-russian": _o(
        "Olena, Dmytro, Svitlana, Andriy, Oksana, Volodymyr, Nataliya, Sergey, Iryna, Bohdan, Lyudmila, Yevhen, Halyna, Maksim",
        "Kovalenko, Shevchenko, Bondarenko, Tkachuk, Melnyk, Petrova, Ivanov, Lysenko, Kuznetsov, Hrytsenko, Moroz, Savchenko, Volkova, Zhuk",
    ),
}  # fmt: skip

NOTES: tuple[str, ...] = (
    "{n} called about the broken heater and asked to be called back after six.",
    "Spoke with {n} at the door; the leak comes from the flat above.",
    "The neighbor, {n}, says the noise starts around midnight.",
    "Patient's daughter {n} picks up the medication on Fridays.",
    "Caller says {n} owes two months of rent and will not open.",
    "Landlord {n} was told twice about the mold in the bathroom.",
    "Referred by {n}, who volunteers at the food pantry.",
    "Emergency contact is {n} (cousin), evenings only.",
    "Left a voicemail for {n}; no answer so far.",
    "{n} and {m} share the apartment and split the water bill.",
    "Son {n} translates; mother understands a little English.",
    "pt. {n} seen today for follow up, bp stable, next visit in 3 mo",
    "Student {n} was absent on Monday; teacher to follow up.",
    "Complaint withdrawn after talking to {n}.",
    "Please do not give the address to {n}, her former husband.",
    "Visited by {n} from the second floor, who has the key.",
    "Husband {n} lost his job in March; they asked for a payment plan.",
    "According to {n}, the dog has been barking for weeks.",
    "Ticket opened by {n}, see attached photo of the pothole.",
    "Interpreter needed. Ask for {n} when calling.",
    "Mr. {f} says that the elevator has been out since Tuesday.",
    "Mrs. {f} would like the bulky waste picked up earlier.",
    "{n} reports that {m} parks in front of the hydrant every night.",
    "Rent receipt is in the name of {n}, not the caller.",
    "The child's teacher is {n}. Lunch form still missing.",
    "Tenant ({n}) refuses entry, inspector to return with notice.",
    "Follow-up: {n} never received the letter, send it again.",
    "Talked to {g} again, still no hot water on the third floor.",
    "{g}'s mother picked him up early because of the fever.",
    "Met with {n} and explained how to appeal the shutoff.",
    "Bill is paid by {n}; account holder moved out last year.",
    "Witness {n} saw the truck hit the street light and drive off.",
    "Reported by phone. Name given: {n}. Streetlight out.",
    "Grandmother {n} takes care of the baby during the day.",
    "Signed for by {n} at the front desk.",
    "Her sister {n} works nights and can only come in the morning.",
    "Caseworker note: {n} missed the appointment, rescheduled.",
    "He was with {n} when the branch fell on the car.",
    "Roommates: {n}, {m}.",
    "Appointment confirmed with {n} - bring vaccination card.",
)  # fmt: skip
"""``{n}`` and ``{m}`` are full names, ``{g}`` a given and ``{f}`` a family name."""

NOBODY: tuple[str, ...] = (
    "Pothole on ((Martin Luther King Drive|contact)) near the corner store.",
    "Streetlight out at ((Lincoln Avenue|contact)) and 3rd.",
    "Trash was not picked up in April or May.",
    "The heater is a Carrier model and leaks since January.",
    "Bought at Walmart, receipt attached.",
    "Water bill from American Water is twice as high as in June.",
    "Tree fell across the path in ((Washington Park|contact)).",
    "Elevator serviced by Otis last Tuesday.",
    "Return in three months for blood pressure check.",
    "History of Parkinson's disease and Crohn's disease.",
    "Ford pickup without plates blocks the driveway.",
    "The school bus stops too early on Mondays.",
    "Account paid by Wells Fargo checking, confirmation to follow.",
    "No heat, no hot water, second week.",
    "Graffiti on the wall behind the library.",
    "Prescribed amoxicillin, twice a day for ten days.",
    "Bring proof of address and the form SNAP-4.",
    "Dryer by Samsung caught fire, fire department came.",
    "Noise from the Chase branch's alarm all night.",
    "Parade on Columbus Day closes the road.",
    "August rent was late, September is paid.",
    "Sidewalk in front of Jefferson Elementary is icy.",
    "Bed bugs found in unit 4B, treatment ordered.",
    "Dental cleaning done, no cavities.",
    "Comcast dug up the lawn and left.",
    "Needs a stroller accessible entrance.",
    "Hydrant leaking at the corner of ((Jackson Street|contact)).",
    "Broken swing in the playground, chain is rusty.",
    "Sent to the lab at Quest Diagnostics.",
    "Raccoons in the attic, animal control called.",
    "The oven is a Whirlpool and will not turn off.",
    "Please mow the median before Memorial Day.",
    "Smell of gas in the basement, utility informed.",
    "Library card renewed, late fees waived.",
    "Apgar 9, no complications, discharged Sunday.",
    "Recycling bins missing since last week.",
    "FedEx truck double parked every morning.",
    "Home Depot bags blow into the yard.",
    "Mold in the bathroom, landlord notified twice.",
    "Christmas lights still hang over the crosswalk.",
)  # fmt: skip

PLACES: tuple[str, ...] = (
    "412 Oak Street", "1870 Delancey Avenue", "77 Maple Court", "Cedar Lane", "930 West Division Street", "Pulaski Road",
    "15 Garfield Boulevard", "2200 Ashland Avenue", "Lower Wacker Drive", "68 Rosewood Terrace", "Guatemala", "Honduras",
    "Port-au-Prince", "Kabul", "Kharkiv", "Tijuana", "Guangzhou", "Manila", "Mogadishu", "San Salvador", "Chicago", "Houston",
    "El Paso", "Newark", "Brooklyn", "Nairobi", "Damascus", "Lagos", "São Paulo", "Ho Chi Minh City",
)  # fmt: skip

WHERE: tuple[str, ...] = (
    "She lives at {p} with her two children.", "Family came from {p} three years ago.", "Moved to {p} in the spring.",
    "Pick-up address is {p}, ring twice.", "He sends money to his parents in {p}.", "Was born in {p}, school papers are there.",
    "The shelter on {p} has no beds tonight.", "Last seen near {p} on Sunday.", "Works in a kitchen in {p} on weekends.",
    "Staying with friends in {p} until the repair is done.", "New apartment: {p}.", "Her brother still lives in {p}.",
    "Mail returned, correct address is {p}.", "They cross from {p} every day for work.",
)  # fmt: skip
"""``{p}`` is a place at which somebody could be found, or where somebody comes from."""
