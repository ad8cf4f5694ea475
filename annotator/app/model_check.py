"""Whether a pipeline suits a project: its labels, its version, the language of the articles."""

from dataclasses import dataclass

from annotator.app.prefill import saved_mapping
from annotator.app.session import Session
from annotator.store import corrections
from annotator.suggest.pipelines import PipelineInfo

_SHARE = 0.5
"""Of the articles that say their language, so many must be of another to be told of."""


@dataclass(frozen=True, slots=True)
class ModelCheck:
    """What a pipeline finds, by what is suggested and what is not, and what speaks against it."""

    suggested: tuple[str, ...]
    left_out: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def check_model(session: Session, info: PipelineInfo) -> ModelCheck:
    """Return what a pipeline's labels become in a project, and what to be warned of."""
    targets = saved_mapping(session, info).targets
    suggested = tuple(sorted(name for name, target in targets.items() if target is not None))
    left_out = tuple(sorted(name for name, target in targets.items() if target is None))
    warnings = [info.note, _other_language(session, info)]
    if not targets:
        warnings.append("It does not say which labels it finds, so nothing can be suggested.")
    elif not suggested:
        warnings.append("The schema knows none of its labels; say what they become.")
    return ModelCheck(suggested, left_out, tuple(warning for warning in warnings if warning))


def _other_language(session: Session, info: PipelineInfo) -> str:
    with session.project.reading() as link:
        found = corrections.languages(link)
    total = sum(found.values())
    others: dict[str, int] = {}
    for language, count in found.items():
        if not info.reads(language):
            others[language] = count
    if not total or sum(others.values()) <= _SHARE * total:
        return ""
    commonest = max(others, key=lambda one: others[one])
    return f"It is for the language {info.language}; most articles say they are in {commonest}."
