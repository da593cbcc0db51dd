"""Words of learning platforms in the languages in which they are much used. The shape of a file comes first.

Headings are compared by `grade_file.letters`. Of several words for one thing, the first that is there counts.
"""

from __future__ import annotations

import re


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in re.split(r"[;\n]", text) if word.strip())


FIRST_NAME = _listed("""
    First name; Given name; Forename; Vorname; Prénom; Nombre; Nome; Voornaam; Förnamn; Fornavn; Etunimi; Imię
    Jméno; Meno; Keresztnév; Utónév; Prenume; Имя; Ім'я; Име; Ime; Ad; Adı; Όνομα; Eesnimi; Vardas; Vārds; 名; 名字
    이름; الاسم الأول; שם פרטי; Nama depan; Tên; Nom
""")
LAST_NAME = _listed("""
    Last name; Surname; Family name; Nachname; Familienname; Nom de famille; Apellidos; Apellido; Apellido(s)
    Cognome; Cognoms; Sobrenome; Apelido; Apelidos; Achternaam; Efternamn; Etternavn; Efternavn; Sukunimi; Nazwisko
    Příjmení; Priezvisko; Vezetéknév; Nume de familie; Nume; Soyad; Фамилия; Прізвище; Фамилно име; Презиме
    Prezime; Priimek; Soyadı; Επώνυμο; Perekonnanimi; Pavardė; Uzvārds; 姓; 姓氏; 성; اسم العائلة; שם משפחה
    Nama belakang; Họ; Nom
""")
FULL_NAME = _listed("""
    Full name; Student name; Student; Name; Vollständiger Name; Nom complet; Nom et prénom; Nome; Prénom et nom
    Nombre completo; Nombre y apellidos; Nome completo; Nome e cognome; Volledige naam; Naam; Fullständigt namn
    Namn; Fullt navn; Fulde navn; Navn; Koko nimi; Nimi; Pełna nazwa; Imię i nazwisko; Celé jméno; Celé meno
    Teljes név; Név; Nume complet; Полное имя; Повне ім'я; Ime i prezime; Ime in priimek; Tam adı; Ad Soyad
    Adı Soyadı; Πλήρες όνομα; Ονοματεπώνυμο; 氏名; 名前; フルネーム; 全名; 姓名; 이름; 성명; الاسم الكامل; שם מלא
    Nama lengkap; Họ và tên
""")
LOGIN = _listed("""
    SIS Login ID; Login ID; Username; User name; Login; Net ID; Benutzername; Anmeldename; Gebruiker
    Nom d'utilisateur; Nombre de usuario; Usuario; Nom d'usuari; Nome utente; Nome de usuário; Usuário
    Nome de utilizador; Gebruikersnaam; Användarnamn; Brukernavn; Brugernavn; Käyttäjätunnus; Käyttäjänimi
    Nazwa użytkownika; Uživatelské jméno; Používateľské meno; Felhasználónév; Nume utilizator; Nume de utilizator
    Логин; Имя пользователя; Ім'я користувача; Korisničko ime; Uporabniško ime; Kullanıcı adı; Όνομα χρήστη
    Kasutajanimi; ユーザ名; ユーザー名; 用户名; 使用者名稱; 사용자 아이디; اسم المستخدم; שם משתמש
    Nama pengguna; Tên đăng nhập
""")
EMAIL = _listed("""
    Email address; Email; E-mail; E-Mail-Adresse; Mail; Adresse de courriel; Courriel; Correo
""")
NUMBER = _listed("""
    ID number; SID; Student ID; Student number; ID-Nummer; Matrikelnummer; Numéro d'identification; Número de ID
    Número de identificación; Número de identificação; Codice identificativo; Matricola; ID-nummer; Studentnummer
    Numer identyfikacyjny; Identifikační číslo; Azonosító szám; Número ID
""")
PARTICIPANT = _listed("""
    Identifier; Identifiant; Identificador; Identificatore; Identificativo; Kennung; ID
""")
ROLE = _listed("""
    Role; Roles; Rolle; Rollen; Rôle; Rôles; Rol; Ruolo; Ruoli; Papel; Papéis; Função; Funções; Roll; Roller; Rooli
    Roolit; Rola; Szerep; Szerepek; Роль; Роли; Ролі; Uloga; Uloge; Vloga; Ρόλος; Ρόλοι; ロール; 角色; 역할; الأدوار
    תפקידים; Peran
""")
SECTION = _listed("""
    Section; Sections; Sektion; Sección; Secciones; Sezione; Seção; Secção; Sectie; Sekcja; Секция; Group; Groups
    Gruppe; Gruppen; Groupe; Groupes; Grupo; Grupos; Gruppo; Gruppi; Groep; Groepen; Grupp; Grupper; Ryhmä; Ryhmät
    Grupa; Grupy; Skupina; Skupiny; Csoport; Csoportok; Группа; Группы; Група; Групи; グループ; 小组; 그룹
""")
GRADE = _listed("""
    Grade; Mark; Bewertung; Note; Calificación; Qualificació; Nota; Valutazione; Voto; Cijfer; Beoordeling; Betyg
    Karakter; Arvosana; Arviointi; Ocena; Známka; Hodnocení; Hodnotenie; Osztályzat; Pontszám; Notă; Оценка; Оцінка
    Ocjena; Not; Βαθμός; Hinne; 評点; 成绩; 成績; 점수; 성적; الدرجة; العلامة; ציון; Nilai; Điểm
""")
MOST = _listed("""
    Maximum Grade; Maximum mark; Bestwertung; Höchstbewertung; Maximale Punkte; Note maximale; Calificación máxima
    Nota máxima; Valutazione massima; Maximumcijfer; Cualificación máxima
""")
CAN_CHANGE = _listed("""
    Grade can be changed; Mark can be changed; Bewertung kann geändert werden; La note peut être modifiée
    La calificación puede ser cambiada; La calificación puede cambiarse; Nota pode ser alterada
    A nota pode ser alterada.; La valutazione può essere modificata; Cijfer kan gewijzigd worden
""")
WORKFLOW = _listed("""
    Marking workflow state; Status des Bewertungsworkflows; Bewertungsworkflow; État du flux d'évaluation
""")

YES = frozenset(
    _listed("""
    yes; ja; oui; sí; si; sim; sì; kyllä; tak; ano; áno; igen; da; да; так; evet; ναι; はい; 是; 예; 네; نعم; כן; bai
    jah; taip; jā; ya; có; ใช่; हाँ; بله; já; tá; hai
""")
)
NO = frozenset(
    _listed("""
    no; nein; non; não; nee; nej; nei; ei; nie; ne; nem; nu; нет; ні; не; hayır; όχι; いいえ; 否; 아니오; 아니요; لا; לא
    ez; nē; tidak; không; ไม่; ไม่ใช่; नहीं; خیر; nje
""")
)

# Beginnings of the names of roles. Who helps to teach is no student, also where the word for student is in the name.
STUDENTS = _listed("""
    student; learner; lernend; étudiant; etudiant; élève; apprenant; estudiant; alumn; estudante; aluno; aluna
    studierende; teilnehm; schüler; studente; studentessa; elev; opiskelij; uczeń; deltag; uczestnik; studující
    hallgató; tanuló; cursant; студент; учащ; учени; učenik; öğrenci; φοιτητ; μαθητ; õppija; üliõpilane; 学生; 學生
    수강생; 학생; طالب; תלמיד; siswa; mahasiswa
""")
STAFF = _listed("""
    teach; instruct; assist; tutor; ta; grader; marker; reader; design; observ; train; manag; admin; lectur; profes
    docent; dozent; lehr; hilfskraft; enseign; insegnant; lärare; lærer; leraar; opettaj; nauczyciel; prowadzący
    učitel; tanár; oktató; преподав; учител; викладач; öğretmen; eğitmen; 教師; 教师; 교수; معلم; מורה
    betreuer; auditor; guest; gast; invité; studentview
""")
TEST_STUDENTS = _listed("""
    Test Student; Student, Test; Teststudent; Demo Student; Student, Demo; Étudiant de test; Étudiant test
    Estudiante de prueba; Studente di prova; Estudante de teste; Test-Student
""")
# What a platform computes itself from other columns.
TOTALS = _listed("""
    current score; current points; current grade; final score; final points; final grade; override score
    override grade; override status; course total; category total; kurs gesamt; total du cours; total del curso
    totale del corso; cursustotaal; total do curso; subtotal
""")
CALCULATED = _listed("""
    calc; cálc; formul; fórmul; formel; berechn; bereken; beregn; beräkn; lasket; oblicz
""")
