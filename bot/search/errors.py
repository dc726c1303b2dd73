"""What can go wrong in search, named for what the caller should do about it."""


class ModelUnavailable(Exception):
    """The embedding model can't be prepared or loaded; ``str()`` is the French sentence to show.

    The caller goes on without vectors (lexical search alone answers) and says so.
    """


class VectorsUnavailable(Exception):
    """The vector store doesn't answer, or has lost what was put in it.

    The caller goes on by words alone; everything in the store is made again from SQL.
    """


class IndexBusy(Exception):
    """Another process is writing the index; nothing was changed, the caller tries again later."""


class NoActiveIndex(Exception):
    """No generation is in service yet: the caller asks for ``python ingest.py``."""


class PublishingFailed(Exception):
    """The disk, the database or the vector store failed while a file was put in service; it may work later.

    What answered before goes on answering; ``reference`` finds the cause in the log.
    """

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "La mise en service a échoué ; ce qui était en service l'est toujours. Réessayez dans un moment ; "
            f"si cela se reproduit, donnez cette référence à l'administrateur : {reference}."
        )


class NotThere(Exception):
    """What was to be switched has changed meanwhile; nothing was done, the page is to be read again."""
