"""What the page says, in each language that it speaks: one table for what is rendered here, by Gradio and by scripts."""

from collections.abc import Callable

Say = Callable[..., str]
"""Takes the name of a text and what is put into it."""

ENGLISH = {
    "question_label": "Your question",
    "question_hint": "Ask these articles a question",
    "empty": "This archive is empty.",
    "nothing_to_ask": "There is nothing to ask yet.",
    "add_first": "Add articles on the page {link}, or in a terminal with {command}, then reload this page.",
    "ask_lead": "Ask in your own words.",
    "ask_how": "The answer is quoted word for word, each quote with the article it stands in. "
    "Where the articles do not say, the answer is that they do not.",
    "sample": "Sample archive",
    "sample_invented": "that ships with Cuttings: all names, places and events are invented. "
    "Ask your own articles instead: {link}",
    "articles_page": "Articles",
    "conversations": "Conversations",
    "searching": "Searching the articles…",
    "found": "Found {passages} in {articles}",
    "reading": "Reading them for the sentence that answers…",
    "searched_for": "Searched for: {text}",
    "nothing": "Nothing in these articles answers that.",
    "covered": "Searched {articles} from {outlets}{dates}.",
    "covered_some": "Searched only {what}, out of {articles} from {outlets}{dates}.",
    "closest": "The closest, which may be about something else: {found}",
    "passages_found": "{passages} in {articles}",
    "only": "only {what}",
    "only_title": "The question was taken to mean this. Ask without it",
    "copy": "Copy",
    "copy_title": "Copy quote {number} with its citation",
    "also_in": "also in",
    "good": "Good answer",
    "bad": "Bad answer",
    "export": "Export",
    "export_markdown": "Conversation as Markdown",
    "export_html": "Conversation as HTML",
    "next": "Ask next",
    "article": "article",
    "articles": "articles",
    "outlet": "outlet",
    "outlets": "outlets",
    "passage": "passage",
    "passages": "passages",
    "question": "question",
    "questions": "questions",
    "understood": "understood: {what}",
    "months": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    # what only scripts say
    "new_conversation": "New conversation",
    "ask": "Ask",
    "conversation": "Conversation",
    "you_asked": "You asked",
    "answer": "Answer",
    "start": "Start",
    "examples": "Example questions",
    "filters": "Filters",
    "previous": "Previous citation (left arrow)",
    "following": "Next citation (right arrow)",
    "close": "Close the article (Esc)",
    "close_plain": "Close (Esc)",
    "text_of_article": "Text of the article",
    "article_panel": "Article",
    "of": "{at} of {all}",
    "also_cited": "This answer also cites here:",
    "no_server": "The server does not answer. Is it still running?",
    "copied": "Copied as {format}.",
    "not_copied": "The browser did not let us copy. Select the text and copy it yourself:",
    "search_conversations": "Search conversations",
    "none_yet": "No conversations yet.",
    "none_found": "No conversation says that.",
    "rename": "Rename",
    "delete": "Delete",
    "delete_sure": "Delete this conversation and all that was said in it?",
    "cancel": "Cancel",
    "save": "Save",
    "remove_filter": "Remove the filter {what}",
    "clear_filters": "Remove all filters",
    "thanks": "Noted. Thank you.",
}

FRENCH = {
    "question_label": "Votre question",
    "question_hint": "Posez une question à ces articles",
    "empty": "Cette archive est vide.",
    "nothing_to_ask": "Il n’y a encore rien à demander.",
    "add_first": "Ajoutez des articles sur la page {link}, ou dans un terminal avec {command}, puis rechargez cette page.",
    "ask_lead": "Demandez avec vos propres mots.",
    "ask_how": "La réponse est citée mot pour mot, chaque citation avec l’article où elle se trouve. "
    "Là où les articles ne disent rien, la réponse le dit.",
    "sample": "Archive d’exemple",
    "sample_invented": "livrée avec Cuttings : noms, lieux et événements sont inventés. Interrogez vos propres articles : {link}",
    "articles_page": "Articles",
    "conversations": "Conversations",
    "searching": "Recherche dans les articles…",
    "found": "{passages} dans {articles}",
    "reading": "Lecture, à la recherche de la phrase qui répond…",
    "searched_for": "Recherché : {text}",
    "nothing": "Rien dans ces articles n’y répond.",
    "covered": "Recherché dans {articles} de {outlets}{dates}.",
    "covered_some": "Recherché seulement {what}, parmi {articles} de {outlets}{dates}.",
    "closest": "Le plus proche, qui parle peut-être d’autre chose : {found}",
    "passages_found": "{passages} dans {articles}",
    "only": "seulement {what}",
    "only_title": "La question a été comprise ainsi. Demander sans cela",
    "copy": "Copier",
    "copy_title": "Copier la citation {number} avec sa référence",
    "also_in": "aussi dans",
    "good": "Bonne réponse",
    "bad": "Mauvaise réponse",
    "export": "Exporter",
    "export_markdown": "Conversation en Markdown",
    "export_html": "Conversation en HTML",
    "next": "Demander ensuite",
    "article": "article",
    "articles": "articles",
    "outlet": "titre",
    "outlets": "titres",
    "passage": "passage",
    "passages": "passages",
    "question": "question",
    "questions": "questions",
    "understood": "compris : {what}",
    "months": "janv. févr. mars avril mai juin juil. août sept. oct. nov. déc.",
    "new_conversation": "Nouvelle conversation",
    "ask": "Demander",
    "conversation": "Conversation",
    "you_asked": "Vous avez demandé",
    "answer": "Réponse",
    "start": "Début",
    "examples": "Questions d’exemple",
    "filters": "Filtres",
    "previous": "Citation précédente (flèche gauche)",
    "following": "Citation suivante (flèche droite)",
    "close": "Fermer l’article (Échap)",
    "close_plain": "Fermer (Échap)",
    "text_of_article": "Texte de l’article",
    "article_panel": "Article",
    "of": "{at} sur {all}",
    "also_cited": "Cette réponse cite aussi ici :",
    "no_server": "Le serveur ne répond pas. Tourne-t-il encore ?",
    "copied": "Copié en {format}.",
    "not_copied": "Le navigateur n’a pas permis de copier. Sélectionnez le texte et copiez-le :",
    "search_conversations": "Chercher une conversation",
    "none_yet": "Pas encore de conversation.",
    "none_found": "Aucune conversation ne le dit.",
    "rename": "Renommer",
    "delete": "Supprimer",
    "delete_sure": "Supprimer cette conversation et tout ce qui y a été dit ?",
    "cancel": "Annuler",
    "save": "Enregistrer",
    "remove_filter": "Retirer le filtre {what}",
    "clear_filters": "Retirer tous les filtres",
    "thanks": "Noté. Merci.",
}

LANGUAGES: dict[str, dict[str, str]] = {"en": ENGLISH, "fr": FRENCH}


def language(accepted: str | None) -> str:
    """Return the first language of an Accept-Language header that the page speaks; English where there is none."""
    for part in (accepted or "").split(",")[:16]:
        name = part.partition(";")[0].strip().lower().partition("-")[0]
        if name in LANGUAGES:
            return name
    return "en"


def words(name: str = "en") -> Say:
    """Return how to say things in a language."""
    table = LANGUAGES.get(name, ENGLISH)

    def say(name: str, /, **values: object) -> str:
        return table[name].format(**values) if values else table[name]

    return say


ENGLISH_WORDS = words()
