"""Synthetic notes for the detector, made of Faker's values and of sentences that its shapes were not drawn from.

Nobody is real: Faker makes the values from word lists and chance, and each kind has formats of our own beside them.
The ordinary lines are what a worker might type in the same place, with figures that look a little like the real thing.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from faker import Faker

LOCALES: Final = {"en": ("en_US", "en_CA", "en_GB"), "es": ("es_ES", "es_MX", "es_CO", "es_AR", "es_CL")}
SENTENCES: Final = {
    "en": (
        "{}",
        "reach at {} evenings only",
        "{} - ok to text, not to call",
        "partner took the old one, new is {}",
        "they wrote {} on a card",
        "Wants follow up. {}. Interpreter booked",
        "says ({}) is right",
        "from the wristband: {}",
        "not sure, maybe {}?",
        "intake desk has {} already, please check it",
    ),
    "es": (
        "{}",
        "localizar en {} solo de noche",
        "{} - puede mandar mensaje, no llamar",
        "le quitaron el otro, el nuevo es {}",
        "lo apuntó así: {}",
        "Quiere seguimiento. {}. Intérprete avisado",
        "dice que ({}) está bien",
        "de la pulsera: {}",
        "no estoy segura, ¿será {}?",
        "en recepción ya tienen {}, favor de revisar",
    ),
}
MONTHS: Final = {
    "en": "January February March April May June July August September October November December".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}
PHONES: Final = {
    "en": (
        "({}{}{}) 555-01##",
        "###.555.01##",
        "### 555 01##",
        "1-###-555-01##",
        "+1 ### 555 01##",
        "###55501##",
        "555-01##",
    ),
    "es": (
        "+34 6## ### ###",
        "6## ## ## ##",
        "9########",
        "55 #### ####",
        "(664) ### ####",
        "+52 1 55 #### ####",
        "6##.###.###",
    ),
}
NUMBERS: Final = {
    "en": (
        "###-##-####",
        "### ## ####",
        "#########",
        "MRN ######",
        "mrn# 00#####",
        "chart number ######",
        "########",
        "AB#######",
        "####-####-####",
        "member id H########",
        "case no. ####-####",
        "P########",
    ),
    "es": (
        "########A",
        "X#######B",
        "NHC ######",
        "expediente no. #####",
        "historia clínica ########",
        "###########",
        "##/########/##",
        "folio: ######",
        "afiliación ## ## ## #### #",
        "cédula ##.###.###",
        "## ########",
        "póliza ########",
    ),
}
"""Each # becomes a digit, from 2 where it comes first."""


def filled(form: str, chance: random.Random) -> str:
    """The form with digits in it."""
    return "".join(str(chance.randint(2, 9)) if sign == "#" else sign for sign in form.replace("{}", "#"))


def phone(language: str, fake: Faker, chance: random.Random) -> str:
    """A phone, half of them as Faker writes them."""
    return fake.phone_number() if chance.random() < 0.5 else filled(chance.choice(PHONES[language]), chance)


def day(language: str, fake: Faker, chance: random.Random) -> str:
    """A date of birth, as people write it."""
    born: date = fake.date_of_birth(minimum_age=11, maximum_age=80)
    month = MONTHS[language][born.month - 1]
    forms = {
        "en": (
            f"{born:%m/%d/%Y}",
            f"{born.month}/{born.day}/{born:%y}",
            f"{month} {born.day}, {born.year}",
            f"{born:%m.%d.%Y}",
            f"{born.day} {month[:3]} {born.year}",
            f"{month[:3]}. {born.day} {born.year}",
            f"{born:%Y-%m-%d}",
            f"{born:%m-%d-%y}",
            f"DOB {born:%m%d%y}",
            f"born {month} {born.year}",
            f"{born.day}-{month[:3]}-{born.year}",
        ),
        "es": (
            f"{born:%d/%m/%Y}",
            f"{born.day}-{born.month}-{born:%y}",
            f"{born.day} de {month} de {born.year}",
            f"{born.day} {month[:3]} {born.year}",
            f"{born:%Y/%m/%d}",
            f"nació en {born.year}",
            f"{born:%d.%m.%y}",
            f"{born.day} de {month}",
            f"{born.day} de {month} del {born.year}",
            f"fecha de nacimiento {born:%d%m%y}",
        ),
    }
    return chance.choice(forms[language])


def email(_language: str, fake: Faker, chance: random.Random) -> str:
    """An e-mail address."""
    return str(fake.email()) if chance.random() < 0.7 else f"{fake.user_name()}+{chance.randint(1, 99)}@example.org"


def number(language: str, fake: Faker, chance: random.Random) -> str:
    """A number of a person: of insurance, of a record, of a passport."""
    return str(fake.ssn()) if chance.random() < 0.3 else filled(chance.choice(NUMBERS[language]), chance)


def address(_language: str, fake: Faker, _chance: random.Random) -> str:
    """A street and a house."""
    return str(fake.street_address())


def name(_language: str, fake: Faker, _chance: random.Random) -> str:
    """A name."""
    return str(fake.name())


KINDS: Final[Mapping[str, Callable[[str, Faker, random.Random], str]]] = {
    "phone": phone,
    "date": day,
    "email": email,
    "long number": number,
    "address": address,
    "name": name,
}


def notes(kind: str, language: str, count: int, seed: int) -> Iterator[str]:
    """Notes that hold something of this kind: as typed, in small letters, in capitals."""
    chance = random.Random(f"{seed} {kind} {language}")  # noqa: S311 - not a secret
    fakes = [Faker(locale) for locale in LOCALES[language]]
    for fake in fakes:
        fake.seed_instance(chance.randrange(2**32))
    for _ in range(count):
        value = KINDS[kind](language, chance.choice(fakes), chance)
        text = chance.choice(SENTENCES[language]).format(value)
        yield chance.choice((str, str.lower, str.upper))(text)


ORDINARY: Final = {
    "en": """
    Works 14 hour days, 7 days a week
    sleeps where they work, 6 to a room
    BP 142/91, pulse 104, sat 97%
    temp 101.3 F at 0800, 99.1 at 1400
    two visits in 2023 and one in 2024
    here with an older man who answers for her
    pays 400 a week for a bed
    owes $12,500 and it keeps growing
    paid 5.50 an hour, sometimes nothing
    Kansas City, then Miami, then here
    Our Lady of Guadalupe parish helps
    wants Plan B today
    3 weeks pregnant, G3 P1 A1
    LMP 6 weeks ago
    wound 2 x 3 cm, left forearm
    fracture of the 4th and 5th metacarpal
    given 650 mg, repeat in 6 hours
    insulin 10 units at 8 and 8
    hemoglobin 11.2, platelets 180,000
    CT at 3:15, back by 4
    in bed 14B, room 3
    the third one this month
    started at 16, now 22
    ages 4, 7 and 9
    may come back in 2 weeks
    march is when the season starts
    picks fruit June to August
    since last May
    Unit 4 is full
    ext 4417 at the front desk
    code 33 at the side door
    call 911 if they come back
    text 988
    pain 7/10, was 9/10
    24/7 someone is with her
    1 of 12 people in the house
    50/50 split of the tips
    section 8 waiting list
    Z60.3 and T74.51 on the list
    form 1040 and two W2s
    room 212, 2nd floor
    type 2 diabetes, A1C 9.4
    GCS 15, PERRL, NIHSS 0
    10-12 men a night
    5-6 cups of coffee
    eats 1-2 times
    every 4-6 hours
    95 lbs, 5 ft 2
    weight 43.5 kg
    I would say yes but she wants to stop
    The Hotel on Main
    Yes. Scared of him. No phone.
    no papers, boss keeps them
    asked twice, no answer
    interpreter on line 2
    Mandarin, then English
    she is 5 months along
    told to say they are cousins
    locked in from 10 pm to 6 am
    shift 7a to 7p, 6 days
    HIV neg, GC/CT pending
    O2 2L NC, RR 18
    BP 118 over 76
    HR 88 RR 16 SpO2 98
    130/85 92 18 36.8
    took 20 pills at 2 am
    ID kept by the manager
    visit 2 of 4
    needs a case manager
    file a report? not now
    record kept short
    patient 1 of 2 in the car
    born here, no license
    her birthday is soon
    chart reviewed, 3 entries
    drive 40 miles
    one way ticket
    police record from years ago, 2 pages
    file 3 forms by Friday
    policy allows 2 guests
    member of a church, 10 blocks off
    account of 2 nights
    court on the 5th
    30 day trail of bills
    2 minutes down the road
    4 people share the place
    lost 3 in the square
    on the way here at 5
    """,
    "es": """
    Trabaja 14 horas, 7 días por semana
    duermen 6 en un cuarto
    TA 142/91, pulso 104, sat 97%
    temperatura 38,4 a las 0800, 37,1 a las 1400
    dos visitas en 2023 y una en 2024
    viene con un hombre mayor que contesta todo
    paga 400 por semana por la cama
    debe 12.500 y sigue creciendo
    le pagan 50 pesos la hora
    Ciudad Juárez, luego Miami, luego aquí
    Virgen de Guadalupe, la parroquia ayuda
    pide el Plan B hoy
    3 semanas de embarazo, G3 P1 A1
    FUR hace 6 semanas
    herida de 2 x 3 cm, antebrazo izquierdo
    fractura del 4º y 5º metacarpiano
    650 mg, repetir en 6 horas
    insulina 10 unidades a las 8 y a las 8
    hemoglobina 11,2, plaquetas 180.000
    TAC a las 3:15, regresa a las 4
    cama 14B, cuarto 3
    la tercera este mes
    empezó a los 16, ahora 22
    edades 4, 7 y 9
    en mayo regresa al campo
    recoge fruta de junio a agosto
    desde marzo
    la unidad 4 está llena
    extensión 4417 en la entrada
    llamar al 911 si vuelven
    dolor 7/10, antes 9/10
    24/7 hay alguien con ella
    1 de 12 en la casa
    Z60.3 y T74.51 en la lista
    cuarto 212, piso 2
    diabetes tipo 2, A1C 9,4
    10-12 hombres por noche
    5-6 cafés al día
    cada 4-6 horas
    43,5 kg, 1,57 m
    Dice que sí pero quiere parar
    El Hotel de la Plaza
    Sí. Le tiene miedo. Sin teléfono.
    sin papeles, los guarda el jefe
    preguntado 2 veces, sin respuesta
    intérprete en la línea 2
    tiene 5 meses
    que digan que son primos
    encerrados de 10 pm a 6 am
    turno de 7 a 19, 6 días
    VIH neg, resto pendiente
    FR 18, O2 2 litros
    FC 88 FR 16 SpO2 98
    130/85 92 18 36,8
    tomó 20 pastillas a las 2 am
    la identificación la guarda el encargado
    visita 2 de 4
    necesita trabajador social
    expediente corto
    paciente 1 de 2 en el coche
    nació aquí, sin licencia
    su cumpleaños es pronto
    vía oral, 2 veces
    por vía venosa 3 dosis
    calle arriba, a 2 cuadras
    pasaje pagado por el jefe, 900 dólares
    carrera de 3 años sin terminar
    la avenida de noche, 5 noches
    de paseo con 2 niños
    en la carretera 8 horas al día
    la calzada mojada, cayó 2 veces
    puntos en diagonal, 7 puntos
    cerrada la puerta desde las 9
    código 99213 y nada más
    talla 38, número 5 de zapato
    nacieron 2 hijos aquí
    el seguro no cubre 300 dólares
    plaza llena, 20 personas
    camino a casa, 40 minutos
    caso 3 del turno
    """,
}


def ordinary(language: str) -> Iterator[str]:
    """Every ordinary line, as typed, in small letters and in capitals."""
    for line in filter(None, map(str.strip, ORDINARY[language].splitlines())):
        yield from (line, line.lower(), line.upper())
