"""Fits the adapter: a wording should lie nearer to its siblings and to its passage than to anything else.

InfoNCE with every other entry as a negative (van den Oord et al., 2018); the matrices start from the identity and
a penalty on their distance from it keeps texts of other domains in order.
"""

from collections.abc import Sequence, Set

import numpy as np

from bot.evaluation.material import Material
from bot.search.adapter import Adapter, Floats
from bot.search.encoder import Encoder
from bot.search.indexing import passage_of

EPOCHS = 4
_BATCH = 256
_RATE = 3e-4
_TEMPERATURE = 0.03
_PULL = 0.01
_SEED = 20261124
_SAMPLED = 300


def fit_adapter(material: Material, without: Set[str] = frozenset()) -> Adapter:
    """Train on the passages that have wordings, leaving out the entries in ``without``; a minute on two cores."""
    import torch
    from torch.nn.functional import cross_entropy, normalize

    torch.manual_seed(_SEED)
    kept = [i for i, entry in enumerate(material.raw.entries) if entry not in without]
    rows = {passage: row for row, passage in enumerate(material.raw.passages)}
    owners = [passage_of(material.raw.entries[i]) for i in kept]
    questions = torch.from_numpy(material.raw.questions[kept])
    bodies = torch.from_numpy(material.raw.bodies)
    owner = torch.tensor([rows[o] for o in owners])
    anchors = torch.tensor([k for k, o in enumerate(owners) if material.passages[o].wordings])
    size = questions.shape[1]
    identity = torch.eye(size)
    to_question, to_body = torch.nn.Parameter(identity.clone()), torch.nn.Parameter(identity.clone())
    optimiser = torch.optim.Adam([to_question, to_body], lr=_RATE)
    for _ in range(EPOCHS):
        shuffled = anchors[torch.randperm(len(anchors))]
        for batch in torch.split(shuffled, _BATCH):
            turned = normalize(questions @ to_question, dim=1)
            alike = turned[batch] @ turned.T / _TEMPERATURE
            alike[torch.arange(len(batch)), batch] = -1e9
            siblings = owner[batch][:, None] == owner[None, :]
            among = torch.logsumexp(alike.masked_fill(~siblings, -1e9), dim=1)
            towards_questions = (torch.logsumexp(alike, dim=1) - among).mean()
            towards = normalize(questions[batch] @ to_body, dim=1) @ normalize(bodies @ to_body, dim=1).T
            drift = (to_question - identity).pow(2).sum() + (to_body - identity).pow(2).sum()
            loss = towards_questions + cross_entropy(towards / _TEMPERATURE, owner[batch]) + _PULL * drift
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    return Adapter(
        np.asarray(to_question.detach().numpy(), np.float32), np.asarray(to_body.detach().numpy(), np.float32), "fresh"
    )


def measure_token_mean(encoder: Encoder, bodies: Sequence[str]) -> Floats:
    """The mean of the token vectors of a sample of ``bodies``, shape (dimension,); the one already fitted if any.

    It is kept from one fit to the next: the tokens of every passage are stored by their signs around it.
    Raises ValueError for a model that gives no token vectors.
    """
    if encoder.space is not None:
        return encoder.space.mean
    step = max(1, len(bodies) // _SAMPLED)
    return encoder.token_mean(list(bodies)[::step])
