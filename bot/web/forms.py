"""Our own plain pages: sign-in, sign-out and messages, in accessible HTML that needs no script."""

from markupsafe import Markup

from bot.web import texts
from bot.web.footer import footer_html
from bot.web.theme import plain_head


def plain_page(title: str, body: Markup, style: str = "") -> str:
    """A whole French page around ``body``, with the product's name and a link home; ``style`` names one more sheet."""
    return str(
        Markup(
            '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{title} · {product}</title>{head}</head>'
            '<body class="plain"><a class="skip" href="#contenu">{skip}</a>'
            '<header class="topbar"><a class="brand" href="/"><span class="brand-name">{product}</span>'
            '<span class="brand-what">{tagline}</span></a></header>'
            '<main id="contenu" class="plain-main"><div class="plain-card"><h1>{title}</h1>{body}</div></main>'
            "{end}</body></html>"
        ).format(
            title=title,
            product=texts.PRODUCT,
            tagline=texts.TAGLINE,
            skip=texts.SKIP,
            head=Markup(plain_head(style)),  # noqa: S704 - made of our own constants
            body=body,
            end=footer_html(),
        )
    )


def message_page(title: str, sentence: str) -> str:
    """One sentence and the way back, for a refusal."""
    body = Markup('<p>{}</p><p><a class="button" href="/">{}</a></p>').format(sentence, texts.BACK_HOME)
    return plain_page(title, body)


def sign_in_page(next_page: str, name: str = "", problem: str = "", other_way: Markup = Markup("")) -> str:  # noqa: B008
    """The sign-in form; after a refusal, ``problem`` on top, announced, and the name kept.

    ``other_way`` is a way in without a password, above the form.
    """
    alert = Markup('<p class="note bad" role="alert" id="probleme">{}</p>').format(problem) if problem else ""
    described = Markup(' aria-describedby="probleme" aria-invalid="true"') if problem else ""
    focus = Markup(" autofocus")
    body = Markup(
        '{alert}<p>{intro}</p>{other_way}<form method="post" action="/connexion">'
        '<input type="hidden" name="next" value="{next_page}">'
        '<label for="nom">{name_label}</label>'
        '<input id="nom" name="name" type="text" autocomplete="username" autocapitalize="none" spellcheck="false"'
        ' required maxlength="80" value="{name}"{described}{focus_name}>'
        '<label for="mot-de-passe">{password_label}</label>'
        '<input id="mot-de-passe" name="password" type="password" autocomplete="current-password" required'
        ' maxlength="200"{described}{focus_password}>'
        '<button type="submit" class="button primary">{submit}</button></form>'
        '<p class="plain-foot"><a href="/">{chat}</a></p>'
    ).format(
        alert=alert,
        other_way=other_way,
        intro=texts.SIGN_IN_INTRO,
        next_page=next_page,
        name_label=texts.SIGN_IN_NAME,
        name=name,
        described=described,
        focus_name="" if name else focus,
        password_label=texts.SIGN_IN_PASSWORD,
        focus_password=focus if name else "",
        submit=texts.SIGN_IN_SUBMIT,
        chat=texts.TO_CHAT,
    )
    return plain_page(texts.SIGN_IN_TITLE, body)


def sign_out_page(name: str) -> str:
    """Asks before signing out, since a link alone must not change anything."""
    body = Markup(
        "<p>{intro}</p><form method='post' action='/deconnexion'>"
        '<button type="submit" class="button primary">{submit}</button></form>'
        '<p class="plain-foot"><a href="/mon-compte">{account}</a></p>'
        '<p class="plain-foot"><a href="/">{chat}</a></p>'
    ).format(
        account=texts.OWN_ACCOUNT,
        intro=texts.SIGN_OUT_INTRO.format(name=name),
        submit=texts.SIGN_OUT_SUBMIT,
        chat=texts.TO_CHAT,
    )
    return plain_page(texts.SIGN_OUT_TITLE, body)
