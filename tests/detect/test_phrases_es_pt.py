"""Families of status phrases in Spanish and Portuguese, each with a twin that means something else."""

import pytest

from firewall.detect.fold import fold


def found(phrases, text):
    return {
        str(recognizer.category).partition(".")[0]
        for recognizer in phrases
        if any(span.confidence >= 0.4 for span in recognizer.find(fold(text)))
    } & {"immigration", "child", "government_id"}


TWINS = [
    # crossing and entry
    ("Pasó por el desierto de Altar con su hija", "Vieron un documental sobre el desierto"),
    ("El pollero los trajo desde Puebla", "Un coyote anda suelto cerca del gallinero"),
    ("Entró como turista y se quedó", "Un turista preguntó por el mercado"),
    ("Llegó en patera a Motril", "Alquilan barcas en el estanque"),
    ("Entrou escondida num camião", "O camião do lixo partiu um espelho"),
    ("Fez cai-cai em El Paso", "Caiu da escada e partiu o pulso"),
    # papers and status
    ("No tiene los papeles en regla", "Le faltan los papeles de la mutua"),
    ("Perdió los papeles por no renovar", "Perdió los papeles en la reunión y gritó"),
    ("Se le venció la visa en junio", "Le bloquearon la Visa en el cajero"),
    ("Vive en el país de forma irregular", "Mancha de forma irregular en la espalda"),
    ("Trabaja con papeles prestados", "Trae los papeles arrugados"),
    ("Pidió el arraigo laboral", "El rosal tiene buen arraigo"),
    ("Vive em Portugal de forma irregular", "Verbos irregulares para sexta"),
    ("Fez manifestação de interesse em 2022", "Manifestação de interesse na compra do lote"),
    ("Não tem autorização de residência", "Não tem autorização da mãe para a visita"),
    ("O visto dela venceu", "O exame foi visto pela médica"),
    # documents
    ("El patrón le retuvo el pasaporte", "El casero retuvo la fianza"),
    ("Tiene cita para recoger la TIE", "Tiene cita para renovar el DNI"),
    ("Trae una mica falsa", "Se le rompió la mica del celular"),
    ("Aguarda vaga na AIMA", "A AMIA abre vagas para remo"),
    # asylum and protection
    ("Le negaron el asilo", "Visitan el asilo de ancianos"),
    ("Tiene la blanca y espera entrevista", "Entregue una hoja blanca para el mural"),
    ("Solicitó refúgio ao Conare", "O refúgio da serra fecha em janeiro"),
    ("Pediu asilo no aeroporto", "Festa no asilo de idosos"),
    # detention and removal
    ("Trae grillete de la migra", "El grillete del candado está oxidado"),
    ("Lo devolvieron en caliente por Melilla", "Devolución del importe de la compra"),
    ("Tiene miedo de que la deporten", "El pabellón de deportes abre a las ocho"),
    ("Le notificaron la orden de expulsión", "Expulsión de tres días por pelea en el patio"),
    ("Usa tornozeleira da imigração", "Torceu o tornozelo no treino"),
    ("Foi mandado de volta para o Brasil", "Mandou a encomenda de volta para a loja"),
    # citizenship, family, children
    ("Juró la nacionalidad española", "Productos de nacionalidad española en la feria"),
    ("Se casó por los papeles", "Se casó por la iglesia en mayo"),
    ("Casou por papel com um americano", "Casou com um português em Paris"),
    ("Es un MENA de la Generalitat", "La señora Mena firma el acta"),
    ("Menina venezuelana desacompanhada", "Menores desacompanhados pagam suplemento no comboio"),
]


@pytest.mark.parametrize("text", [text for text, _ in TWINS])
def test_what_tells_of_somebodys_immigration_is_found(phrases, text):
    assert found(phrases, text)


@pytest.mark.parametrize("text", [text for _, text in TWINS])
def test_its_everyday_twin_is_not(phrases, text):
    assert found(phrases, text) == set()


def test_words_of_a_question_without_its_mark_are_none(phrases):
    assert found(phrases, "Indique si tiene permiso de trabajo") == set()
    assert found(phrases, "Tiene permiso de trabajo y trae la tarjeta")
