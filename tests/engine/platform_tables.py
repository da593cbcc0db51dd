"""Tables as learning platforms write them, in several languages.

Moodle: mod/assign/gradingtable.php and its language packs (a translated "Participant " has lost its space). Canvas:
lib/gradebook_exporter.rb, where only two texts are translated. Brightspace: "#" before identifiers and at the end.
"""

from __future__ import annotations

from collections.abc import Iterable

# Identifier, "Participant", full name, address, status, grade, maximum, can be changed, submitted, graded, yes, no
MOODLE = {
    "en": (
        *("Identifier", "Participant ", "Full name", "Email address", "Status", "Grade", "Maximum Grade"),
        *("Grade can be changed", "Last modified (submission)", "Last modified (grade)", "Yes", "No"),
    ),
    "de": (
        *("ID", "Teilnehmer/in", "Vollständiger Name", "E-Mail-Adresse", "Status", "Bewertung", "Bestwertung"),
        *("Bewertung kann geändert werden", "Zuletzt geändert (Abgabe)", "Zuletzt geändert (Bewertung)", "Ja", "Nein"),
    ),
    "fr": (
        *("Identifiant", "Participant", "Nom complet", "Adresse de courriel", "Statut", "Note", "Note maximale"),
        *("La note peut être modifiée", "Dernière modification (travail remis)", "Dernière modification (note)"),
        *("Oui", "Non"),
    ),
    "es": (
        *("Identificador", "Participante", "Nombre completo", "Dirección de correo", "Estado", "Calificación"),
        *("Calificación máxima", "La calificación puede ser cambiada", "Última modificación (entrega)"),
        *("Última modificación (calificación)", "Sí", "No"),
    ),
    "zh": (
        *("编号", "参与者", "全名", "Email地址", "状态", "成绩", "最高成绩", "允许更改成绩", "最后修改(提交)"),
        *("最后修改(成绩)", "是", "否"),
    ),
    # No heading of these is known to the grader: what stands in the columns decides.
    "shape": ("Aa", "Bb ", "Cc", "Dd", "Ee", "Ff", "Gg", "Hh", "Ii", "Jj", "Ja", "Nej"),
}
PEOPLE = (("101", "Ada Lovelace", "ada"), ("102", "Béla Bücher", "bela"), ("103", "Marie Curie", "marie"))
Cells = list[list[str]]


def written(rows: Iterable[Iterable[str]], delimiter: str = ",", end: str = "\n") -> str:
    """Return rows as PHP and Ruby write them: quotation marks only where they must be, or around spaces."""

    def field(value: str) -> str:
        must = any(sign in value for sign in (delimiter, '"', "\n", " "))
        return '"{}"'.format(value.replace('"', '""')) if must else value

    return "".join(delimiter.join(map(field, row)) + end for row in rows)


def decimal(value: str, comma: bool) -> str:
    """Return a number with the decimal sign of a language."""
    return value.replace(".", ",") if comma else value


def worksheet(language: str, grades: dict[str, str], most: str = "16.00", locked: tuple[str, ...] = ()) -> Cells:
    """Return a grading worksheet; `grades` are those that it has."""
    identifier, participant, *titles, yes, no = MOODLE[language]
    rows = [[identifier, *titles]]
    for number, name, login in PEOPLE:
        can = no if login in locked else yes
        address = f"{login}@uni.example"
        rows.append([f"{participant}{number}", name, address, "…", grades.get(login, ""), most, can, "-", "-"])
    return rows


# the row of the maximum, what stands there under a column that Canvas computes, and above what students do not see
CANVAS = {
    "en": ("    Points Possible", "(read only)", "Manual Posting"),
    "de": ("    Points Possible", "(schreibgeschützt)", "Manuell (Punkte werden Lehrkräften nicht angezeigt)"),
    "fr": ("    Points Possible", "(lecture seule)", "Publication manuelle"),
    "nl": ("    Mogelijke punten", "(alleen-lezen)", "Handmatig posten"),
}


def gradebook(language: str, grades: dict[str, str], most: str = "16.00", muted: bool = True) -> Cells:
    """Return a gradebook file of Canvas."""
    points, read_only, hidden = CANVAS[language]
    rows = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Notes", "Essay (11)", "Tiny (4711)", "Tiny Score"]
    ]
    rows += [["", "", "", "", "", "", "", hidden, ""]] if muted else []
    rows += [[points, "", "", "", "", "", most, most, read_only]]
    for number, name, login in PEOPLE:
        first, last = name.split()
        rows.append([f"{last}, {first}", number, f"S{number}", login, "Main", "", "", grades.get(login, ""), most])
    rows.append(["Student, Test", "104", "", "d" * 40, "Main", "", "", "", ""])
    return rows


# user name, last name, first name, address, what follows a title, the kind of a number, maximum, calculated, the end
BRIGHTSPACE = {
    "en": (
        *("Username", "Last Name", "First Name", "Email", "Points Grade", "Numeric", "MaxPoints", "Calculated"),
        "End-of-Line Indicator",
    ),
    "fr": (
        *("Nom d'utilisateur", "Nom de famille", "Prénom", "Courriel", "Note en points", "Numérique", "MaxPoints"),
        *("Calculé", "Indicateur de fin de ligne"),
    ),
    "es": (
        *("Nombre de usuario", "Apellido", "Nombre", "Correo", "Calificación en puntos", "Numérico", "PuntosMáximos"),
        *("Calculado", "Indicador de fin de línea"),
    ),
    "shape": ("Uu", "Ll", "Ff", "Ee", "Pp Gg", "Nn", "Mm", "Berekend", "Zz"),
}


def grades_file(language: str, grades: dict[str, str], most: str = "16") -> Cells:
    """Return a file of grades of Brightspace."""
    user, last, first, address, points, kind, maximum, calculated, end = BRIGHTSPACE[language]
    number = "OrgDefinedId" if language != "shape" else "Oo"
    about = f"<{kind} {maximum}:{most} Weight:10>"
    titles = [f"Essay {points} {about}", f"Tiny {points} {about}", f"Tiny {points} <{calculated} {maximum}:{most}>"]
    rows = [[number, user, last, first, address, *titles, "Subtotal Numerator", end]]
    for found, name, login in PEOPLE:
        given, family = name.split()
        mine = ["3", grades.get(login, ""), "7", "9"]
        rows.append([f"#{found}", f"#{login}", family, given, f"{login}@uni.example", *mine, "#"])
    return rows
