"""Invented digests, each with one difficulty: every header must be found and no paragraph lost."""

import pytest

from corpus.readers.digest import split_digest

B1 = "The government said on Friday that it would publish the figures next week. Nobody was surprised by it."
B2 = "“We will see what happens,” the minister told reporters in the capital. She left soon afterwards."
B3 = "Prices rose by three per cent in the past year, according to the statistics office."
T1, T2, T3 = (
    "Government to publish figures next week",
    "Prices rise again in the capital region",
    "Minister leaves without an answer",
)
A1, A2 = f"{T1}\n\nAP\nMay 5, 2024\n\n{B1}", f"{T2}\n\nAP\nMay 6, 2024\n\n{B2}"
H1, H2 = (T1, "AP", "2024-05-05"), (T2, "AP", "2024-05-06")

CASES = {
    "no blank lines at all": (
        f"{T1}\nThe Daily Post\n5 May 2024\n{B1}\n{B2}\n{T2}\nReuters\n6 May 2024\n{B3}\n{B2}",
        [(T1, "The Daily Post", "2024-05-05"), (T2, "Reuters", "2024-05-06")],
    ),
    "question title": (
        f"{T1}?\n\nLe Monde\n5 May 2024\n\n{B1}\n\nWill it last?\n\n{T2}!\n\nLe Monde\n6 May 2024\n\n{B3}",
        [(T1 + "?", "Le Monde", "2024-05-05"), (T2 + "!", "Le Monde", "2024-05-06")],
    ),
    "title ends with an abbreviation": (
        f"{T1} in the U.S.\n\nUPI\nMay 5, 2024\n\n{B1}\n\n{A2}",
        [(T1 + " in the U.S.", "UPI", "2024-05-05"), H2],
    ),
    "second title ends with an abbreviation": (
        f"{T2}\n\nUPI\nMay 5, 2024\n\n{B1}\n\n{T1} in the U.S.\n\nUPI\nMay 6, 2024\n\n{B2}",
        [(T2, "UPI", "2024-05-05"), (T1 + " in the U.S.", "UPI", "2024-05-06")],
    ),
    "title ends with a full stop": (
        f"{T2}\n\nUPI\nMay 5, 2024\n\n{B1}\n\n{T1}.\n\nUPI\nMay 6, 2024\n\n{B2}",
        [(T2, "UPI", "2024-05-05"), (T1 + ".", "UPI", "2024-05-06")],
    ),
    "quote title": (
        f"“{T1}”\n\nAP\nMay 5, 2024\n\n{B1}\n\nMinister: ‘We will see’\n\nAP\nMay 6, 2024\n\n{B2}",
        [(f"“{T1}”", "AP", "2024-05-05"), ("Minister: ‘We will see’", "AP", "2024-05-06")],
    ),
    "timeline in the body": (f"{A1}\n\n8 December 2023\n\n{B2}\n\n9 December 2023\n\n{B3}", [H1]),
    "timeline with a heading": (
        f"{A1}\n\nTimeline of events\n\n8 December 2023\n\n{B2}\n\n9 December 2023\n\n{B3}\n\n{A2}",
        [H1, H2],
    ),
    "timeline with a long heading": (
        f"{A1}\n\nHow the affair of the figures unfolded\n\n8 December 2023\n\n{B2}\n\n9 December 2023\n\n{B3}\n\n{A2}",
        [H1, H2],
    ),
    "timeline of headlines": (
        f"{A1}\n\n8 December 2023\n\nPrisoners exchanged at the border\n\n9 December 2023\n\n"
        f"Talks resume in Washington after a break\n\n10 December 2023\n\nThe end\n\n{A2}",
        [H1, H2],
    ),
    "open letter signed with place and date": (
        f"{T1}\n\nThe Times\nMay 5, 2024\n\n{B1}\n\nSincerely,\nJohn Smith\nYerevan\n8 December 2023\n\n{A2}",
        [(T1, "The Times", "2024-05-05"), H2],
    ),
    "byline above title": (
        f"{A1}\n\nKiki Garba\n\n{T2}\n\n6 May 2024\n\n{B2}",
        [(T1, "AP", "2024-05-05", "Kiki Garba"), (T2, None, "2024-05-06")],
    ),
    "byline title nogap": (
        f"{A1}\n\nKiki Garba\n\n{T2}\n6 May 2024\n\n{B2}",
        [(T1, "AP", "2024-05-05", "Kiki Garba"), (T2, None, "2024-05-06")],
    ),
    "also read + url": (
        f"{A1}\n\nhttps://x.org/a?b=1#c\n\nALSO READ\n\n"
        f"• {T3} after the long debate\n• Another story entirely about a different thing\n\n{A2}",
        [(T1, "AP", "2024-05-05", None, "https://x.org/a?b=1"), H2],
    ),
    "url under header": (
        f"{T1}\nAP\nMay 5, 2024\nhttps://x.org/a\n\n{B1}\n\n{T2}\n\nAP\nMay 6, 2024\n\nSource: https://x.org/b\n\n{B2}",
        [(T1, "AP", "2024-05-05", None, "https://x.org/a"), (T2, "AP", "2024-05-06", None, "https://x.org/b")],
    ),
    "url first": (
        f"https://x.org/a\n{T1}\nAP\nMay 5, 2024\n\n{B1}\n\nhttps://x.org/b\n{T2}\nAP\nMay 6, 2024\n\n{B2}",
        [(T1, "AP", "2024-05-05", None, "https://x.org/a"), (T2, "AP", "2024-05-06", None, "https://x.org/b")],
    ),
    "nodate after url": (
        f"{A1}\n\nhttps://x.org/a\n\n{T2}\n\nOC Media\n\n{B2}",
        [(T1, "AP", "2024-05-05", None, "https://x.org/a"), (T2, "OC Media", None)],
    ),
    "nodate known": (
        f"{T1}\n\nPanorama, Armenia\nMay 5, 2024\n\n{B1}\n\n{T2}\n\nPanorama, Armenia\n\n{B2}",
        [(T1, "Panorama, Armenia", "2024-05-05"), (T2, "Panorama, Armenia", None)],
    ),
    "nodate known nobl": (
        f"{T1}\nPanorama, Armenia\nMay 5, 2024\n{B1}\n{T2}\nPanorama, Armenia\n{B2}",
        [(T1, "Panorama, Armenia", "2024-05-05"), (T2, "Panorama, Armenia", None)],
    ),
    "first nodate": (f"{T1}\n\nEurasianet\n\n{B1}\n\n{A2}", [(T1, "Eurasianet", None), H2]),
    "plain": (f"{T1}\n\n{B1}\n\n{B2}", [(T1, None, None)]),
    "plain notitle": (f"{B1}\n\n{B2}", [("stem", None, None)]),
    "combined": (
        f"{T1}\n\nAP | May 5, 2024\n\n{B1}\n\n{T2}\n\nReuters | May 6, 2024\n\n{B2}",
        [H1, (T2, "Reuters", "2024-05-06")],
    ),
    "byline before date": (
        f"{T1}\n\nAP\nBy Jane Doe\nMay 5, 2024\n\n{B1}\n\n{T2}\nBy John Roe\nReuters\nMay 6, 2024\n\n{B2}",
        [(T1, "AP", "2024-05-05", "Jane Doe"), (T2, "Reuters", "2024-05-06", "John Roe")],
    ),
    "wrapped": (
        f"{T1}\n\nAP\nMay 5, 2024\n\nThe parties met in the capital on\n8 December 2023\nin order to sign.\n\n"
        f"The parties met in the capital on\n8 December 2023\n\n{A2}",
        [H1, H2],
    ),
    "statement place": (f"{A1}\n\nYerevan\n8 December 2023\n\n{A2}", [H1, H2]),
    "separator": (f"{A1}\n\n---------\n\n{A2}\n\n* * *\n", [H1, H2]),
    "header only": (
        f"{T1}\n\nAP\nMay 5, 2024\n\n{T3}\n\nAP\nMay 5, 2024\n\n{B1}\n\n{A2}",
        [(T3, "AP", "2024-05-05"), H2],
    ),
    "numbered": (f"1. {A1}\n\n2. {A2}", [("1. " + T1, "AP", "2024-05-05"), ("2. " + T2, "AP", "2024-05-06")]),
    "ends no period": (
        f"{A1}\n\nThe minister gave no date\n\n{T2}\n\nThe Guardian (UK)\nMay 6, 2024\n\n{B2}",
        [H1, (T2, "The Guardian (UK)", "2024-05-06")],
    ),
    "russian": (
        "Правительство опубликует данные\n\nНовая газета\n8 декабря 2023\n\n"
        "В пятницу правительство сообщило, что данные будут опубликованы.\n\nЦены снова растут в столице\n\n"
        "Коммерсантъ\n9 декабря 2023\n\nЦены выросли на три процента.",
        [
            ("Правительство опубликует данные", "Новая газета", "2023-12-08"),
            ("Цены снова растут в столице", "Коммерсантъ", "2023-12-09"),
        ],
    ),
    "armenian": (
        "Կառավարությունը կհրապարակի տվյալները\n\nՀետք\n8 դեկտեմբերի 2023\n\nՈւրբաթ օրը կառավարությունը հայտարարեց։\n\n"
        "Գները կրկին աճում են\n\nՊանորամա\n9 դեկտեմբերի 2023\n\nԳներն աճել են երեք տոկոսով։",
        [
            ("Կառավարությունը կհրապարակի տվյալները", "Հետք", "2023-12-08"),
            ("Գները կրկին աճում են", "Պանորամա", "2023-12-09"),
        ],
    ),
    "german lower": (
        "Regierung will Zahlen nennen\n\nFrankfurter Allgemeine Zeitung\n8. Dezember 2023\n\n"
        "Die Regierung will die Zahlen nennen.\n\nPreise steigen erneut in der Hauptstadt\n\n"
        "heise online\n9. Dezember 2023\n\nDie Preise sind gestiegen.",
        [
            ("Regierung will Zahlen nennen", "Frankfurter Allgemeine Zeitung", "2023-12-08"),
            ("Preise steigen erneut in der Hauptstadt", "heise online", "2023-12-09"),
        ],
    ),
    "one each blank title2": (
        f"{T1} and\nin all the regions of the country\n\nAP\n\nMay 5, 2024\n\n{B1}\n\nKiki Garba\n\n"
        f"{T2}\nand elsewhere too\n\nReuters\n\nMay 6, 2024\n\n{B2}",
        [
            (T1 + " and in all the regions of the country", "AP", "2024-05-05", "Kiki Garba"),
            (T2 + " and elsewhere too", "Reuters", "2024-05-06"),
        ],
    ),
    "no outlet 2 dates": (
        f"{T1}\n\nMay 5, 2024\n5 May 2024\n\n{B1}\n\n{T2}\n\nMay 6, 2024\n\n{B2}",
        [(T1, None, "2024-05-05"), (T2, None, "2024-05-06")],
    ),
    "labels": (
        f"Title: {T1}\nSource: The Daily Post\nDate: May 5, 2024\nAuthor: Jane Doe\nURL: https://x.org/a\n\n{B1}\n\n"
        f"Title: {T2}\nSource: Reuters\nDate: May 6, 2024\n\n{B2}",
        [(T1, "The Daily Post", "2024-05-05", "Jane Doe", "https://x.org/a"), (T2, "Reuters", "2024-05-06")],
    ),
    "ministry": (
        f"{T1}\n\nMinistry of Foreign Affairs of the Republic of Armenia\nMay 5, 2024\n\n{B1}\n\n{T2}\n\n"
        f"office of the minister-president\nMay 6, 2024\n\n{B2}",
        [
            (T1, "Ministry of Foreign Affairs of the Republic of Armenia", "2024-05-05"),
            (T2, "office of the minister-president", "2024-05-06"),
        ],
    ),
    "short titles": (
        f"Prices rise\n\nAP\nMay 5, 2024\n\n{B1}\n\nNo deal\n\nAP\nMay 6, 2024\n\n{B2}\n\nWar\n\n"
        f"The New York Times\nMay 6, 2024\n\n{B3}",
        [
            ("Prices rise", "AP", "2024-05-05"),
            ("No deal", "AP", "2024-05-06"),
            ("War", "The New York Times", "2024-05-06"),
        ],
    ),
    "date outlet below": (
        f"{T1}\n\nMay 5, 2024\nThe Daily Post\n\n{B1}\n\n{T2}\n\nMay 6, 2024\nReuters\n\n{B2}",
        [(T1, "The Daily Post", "2024-05-05"), (T2, "Reuters", "2024-05-06")],
    ),
    "name title": (
        f"Nikol Pashinyan\n\nCivilnet\nMay 5, 2024\n\n{B1}\n\nIlham Aliyev\n\nReport News Agency\nMay 6, 2024\n\n{B2}",
        [("Nikol Pashinyan", "Civilnet", "2024-05-05"), ("Ilham Aliyev", "Report News Agency", "2024-05-06")],
    ),
    "outlet only caps title": (
        f"ARMENIA WINS GOLD\n\nARMENPRESS\nMay 5, 2024\n\n{B1}\n\nTALKS IN WASHINGTON\n\nTURAN\nMay 6, 2024\n\n{B2}",
        [("ARMENIA WINS GOLD", "ARMENPRESS", "2024-05-05"), ("TALKS IN WASHINGTON", "TURAN", "2024-05-06")],
    ),
    "dateline own": (
        f"{T1}\n\nAP\nMay 5, 2024\n\nBaku, December 7, AZERTAC\n\n{B1}\n\n{T2}\n\nAP\nMay 6, 2024\n\nDec. 8 (UPI) — {B2}",
        [H1, H2],
    ),
    "time": (
        f"{T1}\n\nAP\nMay 5, 2024, 10:30 a.m. EST\n\n{B1}\n\n{T2}\n\n"
        f"AP\n2024-05-06T09:30:00+04:00\nUpdated: 7 May 2024\n\n{B2}",
        [(T1, "AP", "2024-05-05T10:30-05:00"), (T2, "AP", "2024-05-06T09:30+04:00")],
    ),
    "digest date top": (f"Press digest\n11 December 2023\n\n{A1}", [H1]),
    "photo credit": (
        f"{A1}\n\nSoldiers at the border crossing near the town\n\nReuters\n\n{B2}\n\n{T2}\n\nXinhua\nMay 6, 2024\n\n{B3}",
        [H1, (T2, "Xinhua", "2024-05-06")],
    ),
    "one article, no blank lines": (f"{T1}\nAP\nMay 5, 2024\n{B1}\n{B2}", [H1]),
    "one article, CRLF, doubled": (f"\r\n\r\n{T1}\r\n\r\nAP\r\n\r\nMay 5, 2024\r\n\r\n\r\n{B1}\r\n", [H1]),
    "title and date only": (f"{T1}\n\nMay 5, 2024\n\n{B1}", [(T1, None, "2024-05-05")]),
    "title over two lines without outlet": (
        f"{A1}\n\n{T2} and\nin all the country besides\n\nMay 6, 2024\n\n{B2}",
        [H1, (f"{T2} and in all the country besides", None, "2024-05-06")],
    ),
    "title over three lines": (
        f"{T1} and\n{T2} and\nthe rest\n\nAP\nMay 5, 2024\n\n{B1}\n\n{A2}",
        [(f"{T1} and {T2} and the rest", "AP", "2024-05-05"), H2],
    ),
    "no outlet, no blank lines": (
        f"{T1}\nMay 5, 2024\n{B1}\n{T2}\nMay 6, 2024\n{B2}",
        [(T1, None, "2024-05-05"), (T2, None, "2024-05-06")],
    ),
    "name and no blank lines": (
        f"{T1}\nAP\nMay 5, 2024\n{B1}\nKiki Garba\n{T2}\nAP\nMay 6, 2024\n{B2}",
        [(*H1, "Kiki Garba"), H2],
    ),
    "address and no blank lines": (
        f"{T1}\nAP\nMay 5, 2024\n{B1}\nhttps://x.org/a#b\n{T2}\nAP\nMay 6, 2024\n{B2}\nhttps://x.org/b",
        [(*H1, None, "https://x.org/a"), (*H2, None, "https://x.org/b")],
    ),
    "boilerplate and no blank lines": (
        f"{T1}\nAP\nMay 5, 2024\n{B1}\nAdvertisement\n{B3}\nALSO READ\n{T2}\nAP\nMay 6, 2024\n{B2}",
        [H1, H2],
    ),
    "name, address, boilerplate": (
        f"{A1}\n\nBy Kiki Garba\n\nLink: https://x.org/a?id=7&x=y#top\n\nSubscribe to our newsletter\n\n{A2}",
        [(*H1, "Kiki Garba", "https://x.org/a?id=7&x=y"), H2],
    ),
    "no date after a question": (
        f"{T1}\n\nOC Media\nMay 5, 2024\n\n{B1}\n\nWill it last?\n\n{T2}\n\nOC Media\n\n{B2}",
        [(T1, "OC Media", "2024-05-05"), (T2, "OC Media", None)],
    ),
    "no date and byline": (
        f"{T1}\n\nOC Media\nBy Jane Doe\n\n{B1}\n\n{A2}",
        [(T1, "OC Media", None, "Jane Doe"), H2],
    ),
    "no date and dateline": (
        f"{A1}\n\nhttps://x.org/a\n\nALSO READ\n\n{T2}\n\neureporter\n\nBaku, December 7, AZERTAC\n\n{B2}",
        [(*H1, None, "https://x.org/a"), (T2, "eureporter", None)],
    ),
    "outlet named in a sentence": (f"{A1}\n\nAP\n\n{B3}\n\n{A2}", [H1, H2]),
    "subheading above a paragraph": (f"{A1}\n\nWhat happens next\n\n{B3}\n\n{A2}", [H1, H2]),
    "subheading like an outlet": (f"{A1}\n\nThe Background\n\n{B3}\n\n{A2}", [H1, H2]),
    "a date that a sentence needs": (f"{A1}\n\nThe vote is planned for\n\n6 May 2024\n\n{B3}\n\n{A2}", [H1, H2]),
    "long last line without full stop": (f"{A1}\n\n{'word ' * 50}\n\n{A2}", [H1, H2]),
    "body ends with a colon": (f"{A1}\n\nAnd then he said:\n\n{A2}", [H1, H2]),
    "greeting above": (f"Good morning, here is your digest.\n\n{A1}\n\n{A2}", [H1, H2]),
    "article without header above": (
        f"Leading story\n\n{B1}\n\n{B2}\n\n{B3}\n\n{A2}",
        [("Leading story", None, None), H2],
    ),
    "table of contents above": (f"Contents\n\n{T1}\n{T2}\n\n{A1}\n\n{A2}", [H1, H2]),
    "plain text with byline and address": (
        f"{T1}\nBy Jane Doe\n\n{B1}\n\nhttps://x.org/a",
        [(T1, None, None, "Jane Doe", "https://x.org/a")],
    ),
    "plain text that runs on": ("It was a dark and stormy night and\nthe rain fell. It fell.", [("stem", None, None)]),
    "date in another style each": (
        f"{T1}\n\nAP\n2024-05-05\n\n{B1}\n\n{T2}\n\nReuters\nMonday, 6 May 2024\n\n{B2}\n\n{T3}\n\n"
        f"Le Monde\n7 mai 2024\n\n{B3}",
        [(T1, "AP", "2024-05-05"), (T2, "Reuters", "2024-05-06"), (T3, "Le Monde", "2024-05-07")],
    ),
    "American dates": (
        f"{T1}\n\nAP\n05/06/2024\n\n{B1}\n\n{T2}\n\nAP\n05/07/2024\n\n{B2}",
        [(T1, "AP", "2024-05-06"), (T2, "AP", "2024-05-07")],
    ),
    "blank missing below date": (f"{T1}\n\nAP\nMay 5, 2024\n{B1}\n\n{B3}\n\n{A2}", [H1, H2]),
    "tabs": (f"{T1} \t\n \n\tAP\t\n\t May 5, 2024 \t\n\t\n{B1}\n\n{A2}", [H1, H2]),
    "outlet dash": (
        f"{T1}\n\nThe Guardian - UK\nMay 5, 2024\n\n{B1}\n\n{A2}",
        [(T1, "The Guardian - UK", "2024-05-05"), H2],
    ),
    "outlet inc": (f"{T1}\n\nNews Corp.\nMay 5, 2024\n\n{B1}\n\n{A2}", [(T1, "News Corp.", "2024-05-05"), H2]),
    "outlet inc2": (
        f"{T1}\n\nYahoo! News\nMay 5, 2024\n\n{B1}\n\n{T2}\n\nYahoo!\nMay 6, 2024\n\n{B2}",
        [(T1, "Yahoo! News", "2024-05-05"), (T2, "Yahoo!", "2024-05-06")],
    ),
    "byline2": (
        f"{T1}\n\nAP\nMay 5, 2024\nBy JANE DOE and JOHN ROE, Associated Press\n\n{B1}\n\n{A2}",
        [(*H1, "JANE DOE and JOHN ROE, Associated Press"), H2],
    ),
    "byline blank": (f"{T1}\n\nAP\nMay 5, 2024\n\nBy Jane Doe\n\n{B1}\n\n{A2}", [(*H1, "Jane Doe"), H2]),
    "by sentence": (
        f"{T1}\n\nAP\nMay 5, 2024\n\nBy Friday the two sides had agreed on nothing at all.\n\n{B1}\n\n{A2}",
        [H1, H2],
    ),
    "lower title": (
        f"government to publish figures\n\nAP\nMay 5, 2024\n\n{B1}\n\n{A2}",
        [("government to publish figures", "AP", "2024-05-05"), H2],
    ),
    "semicolon title": (
        f"{T1}; Minister leaves: what now, asks the Press\n\nAP\nMay 5, 2024\n\n{B1}\n\n{A2}",
        [(f"{T1}; Minister leaves: what now, asks the Press", "AP", "2024-05-05"), H2],
    ),
    "2line lower on body": (
        f"{A1}\n{T2}\nand other places too\n\nAP\nMay 6, 2024\n\n{B2}",
        [H1, (T2 + " and other places too", "AP", "2024-05-06")],
    ),
    "title with ...": (
        f"{T1}...\n\nAP\nMay 5, 2024\n\n{B1}\n\nWhat now…\n\nAP\nMay 6, 2024\n\n{B2}",
        [(T1 + "...", "AP", "2024-05-05"), ("What now…", "AP", "2024-05-06")],
    ),
    "title on date nobl no outlet mix": (f"{A1}\n{T2}\n6 May 2024\n{B2}", [H1, (T2, None, "2024-05-06")]),
    "no outlet after url nobl": (
        f"{A1}\nhttps://x.org/a\n{T2}\n6 May 2024\n{B2}",
        [(*H1, None, "https://x.org/a"), (T2, None, "2024-05-06")],
    ),
    "also read nobl no outlet": (f"{A1}\nALSO READ\nNo deal\n6 May 2024\n{B2}", [H1, ("No deal", None, "2024-05-06")]),
    "short title no outlet after name": (
        f"{A1}\n\nKiki Garba\n\nNo deal\n\n6 May 2024\n\n{B2}",
        [(*H1, "Kiki Garba"), ("No deal", None, "2024-05-06")],
    ),
    "short title no outlet after url": (
        f"{A1}\n\nhttps://x.org/a\n\nNo deal\n\n6 May 2024\n\n{B2}",
        [(*H1, None, "https://x.org/a"), ("No deal", None, "2024-05-06")],
    ),
    "particle name": (f"{A1}\n\nLaurence van der Meer\n\n{A2}", [(*H1, "Laurence van der Meer"), H2]),
    "armenian name": (f"{A1}\n\nԱրամ Սարգսյան\n\n{A2}", [(*H1, "Արամ Սարգսյան"), H2]),
    "initial": (f"{A1}\n\nJohn F. O’Brien-Smith\n\n{A2}", [(*H1, "John F. O’Brien-Smith"), H2]),
    "read more link headline": (f"{A1}\n\nREAD MORE: Something else happens elsewhere\n\n{B3}\n\n{A2}", [H1, H2]),
    "url in middle": (f"{A1}\n\nhttps://x.org/embedded\n\n{B3}\n\n{A2}", [H1, H2]),
    "url middle+end": (
        f"{A1}\n\nhttps://x.org/embedded\n\n{B3}\n\nhttps://x.org/a\n\n{A2}",
        [(*H1, None, "https://x.org/a"), H2],
    ),
    "url under + same at end": (
        f"{T1}\n\nAP\nMay 5, 2024\nhttps://x.org/a\n\n{B1}\n\nhttps://x.org/a\n\n{A2}",
        [(*H1, None, "https://x.org/a"), H2],
    ),
    "url with date": (
        f"{T1}\n\nAP\n2024-05-05\n\n{B1}\n\nhttp://x.org/2024/05/05/a.html?x=1&y=2#comments\n\n{A2}",
        [(*H1, None, "http://x.org/2024/05/05/a.html?x=1&y=2"), H2],
    ),
    "angle url": (f"{A1}\n\n<https://x.org/a>\n\n{A2}", [(*H1, None, "https://x.org/a"), H2]),
    "outlet of 1 doubled apart": (
        f"{T1}\n\n\nAP\n\n\nMay 5, 2024\n\n\n{B1}\n\n\n{T2}\n\n\nReuters\n\n\nMay 6, 2024\n\n\n{B2}",
        [H1, (T2, "Reuters", "2024-05-06")],
    ),
    "date apart no outlet": (
        f"{T1}\n\n\nMay 5, 2024\n\n\n{B1}\n\n\n{T2}\n\n\nMay 6, 2024\n\n\n{B2}",
        [(T1, None, "2024-05-05"), (T2, None, "2024-05-06")],
    ),
    "nodate first nobl": (f"{T1}\nOC Media\n{B1}\n{T2}\nAP\nMay 6, 2024\n{B2}", [(T1, "OC Media", None), H2]),
    "nodate after url nobl": (
        f"{A1}\nhttps://x.org/a\n{T2}\nOC Media\n{B2}",
        [(*H1, None, "https://x.org/a"), (T2, "OC Media", None)],
    ),
    "nodate one article": (f"{T1}\n\nThe New York Times\n\n{B1}\n\n{B2}", [(T1, "The New York Times", None)]),
    "nodate one article plain outlet": (f"{T1}\n\nEurasianet\n\n{B1}\n\n{B2}", [(T1, "Eurasianet", None)]),
    "list numbered": (f"{A1}\n\n1. First thing to do\n2. Second thing to do\n\n{A2}", [H1, H2]),
    "quoted subtitle": (f"{A1}\n\n“A bad idea”\n\n{B3}\n\n{A2}", [H1, H2]),
    "title=outlet mention": (f"{A1}\n\nThe AP asked the minister.\n\n{A2}", [H1, H2]),
    "fr": (
        f"{T1}\n\nLe Monde avec AFP\nPublié le 5 mai 2024 à 10h30, mis à jour le 6 mai 2024\n\n{B1}\n\n{A2}",
        [(T1, "Le Monde avec AFP", "2024-05-05T10:30"), H2],
    ),
    "upd same line": (
        f"{T1}\n\nBBC News\nPublished 5 May 2024\nUpdated 6 May 2024\n\n{B1}\n\n{A2}",
        [(T1, "BBC News", "2024-05-05"), H2],
    ),
    "outlet known end sentence ?": (f"{A1}\n\nIs that all?\n\n{A2}", [H1, H2]),
    "2-line title, url above, no outlet": (
        f"{A1}\n\nhttps://x.org/a\n\n{T2} and\nthe provinces\n\n6 May 2024\n\n{B2}",
        [(*H1, None, "https://x.org/a"), (T2 + " and the provinces", None, "2024-05-06")],
    ),
    "date inside article start": (f"{T1}\n\nAP\nMay 5, 2024\n\n3 March 2023\n\n{B1}\n\n{A2}", [H1, H2]),
    "caption lines": (f"{A1}\n\nPhoto: Karen Minasyan / AFP\n\n{B3}\n\n{A2}", [H1, H2]),
    "hash sep": (f"{A1}\n\n=====\n{T2}\n\nAP\nMay 6, 2024\n\n{B2}", [H1, H2]),
    "letterhead": (
        f"{T1}\n\nAP\nMay 5, 2024\n\nDear Sir,\n\n{B1}\n\nYours faithfully,\n\nJane Doe\n\nParis\n\n"
        f"3 March 2023\n\n{A2}",
        [H1, H2],
    ),
    "wire copy credits": (f"{A1}\n\n(Reporting by Jane Doe; editing by John Roe)\n\n{A2}", [H1, H2]),
    "rights": (f"{A1}\n\n© 2024 The Associated Press. All rights reserved.\n\n{A2}", [H1, H2]),
    "short body": (f"{T1}\n\nAP\nMay 5, 2024\n\nNo comment\n\n{A2}", [H1, H2]),
    "stock": (
        f"{T1}\n\nDow Jones Newswires\nMay 5, 2024\n\n{B1}\n\n{T2} on 5 May 2024\n\nAP\nMay 6, 2024\n\n{B2}",
        [(T1, "Dow Jones Newswires", "2024-05-05"), (T2 + " on 5 May 2024", "AP", "2024-05-06")],
    ),
    "short article without header above": (f"Leading story\n\n{B1}\n\n{A2}", [("Leading story", None, None), H2]),
}

DISGUISES = {
    "as it is": lambda text: text,
    "CRLF": lambda text: text.replace("\r", "").replace("\n", "\r\n"),
    "blank lines doubled": lambda text: text.replace("\n\n", "\n\n\n"),
    "indented": lambda text: "\n\n" + "\n".join("  " + line for line in text.split("\n")),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
}


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("case", CASES)
def test_headers_are_found_and_text_stays(case, disguise):
    text, expected = CASES[case]
    drafts = split_digest(DISGUISES[disguise](text), name="stem")
    found = [(draft.title, draft.outlet, draft.published, draft.byline, draft.url) for draft in drafts]
    assert found == [(*row, *(None,) * (5 - len(row))) for row in expected]
    for paragraph in (B1, B2, B3):
        assert sum(draft.text.count(paragraph) for draft in drafts) == text.count(paragraph)
