"""What the index in service gives for a question, as a fresh reader finds it."""

from bot.search.retriever import Hit
from bot.services import Services


def hits(services: Services, question: str, count: int = 30) -> tuple[Hit, ...]:
    """The passages found, best first."""
    return services.retriever.search(question, services.retriever.encode(question), count).hits


def texts(services: Services, question: str) -> set[str]:
    """Every text found for the question."""
    return {hit.passage.text for hit in hits(services, question)}
