"""Spares MiniStack the parsing of a DynamoDB expression for each item that it is held against.

A query holds its key condition against every item of the partition and parses it again each time, which is most of what
a page costs: to list a workspace of 100,000 credentials took a second and a half a page. An expression is parsed once
here, and the plain `name = :value`, which most key conditions are, is compared directly once MiniStack has accepted it.

What is replaced is looked up by name, so a MiniStack that renamed it stops the start with an AttributeError.
"""

import functools
import re

from ministack.services import dynamodb

EXPRESSIONS = 1_024
"""More than keyferry and its tests ever use."""

PLAIN_EQUALITY = re.compile(r"\s*(#?\w+)\s*=\s*(:\w+)\s*")

tokens_of = functools.lru_cache(EXPRESSIONS)(dynamodb._tokenize)
condition_syntax_error = functools.lru_cache(EXPRESSIONS)(dynamodb._condition_syntax_error)
evaluate_condition = dynamodb._evaluate_condition
accepted = set()
"""Expressions, each with its slot, that MiniStack has evaluated without an error."""


def tokenize(expression: str) -> list:
    """A list of the caller's own, who may change it."""
    return list(tokens_of(expression))


@functools.lru_cache(EXPRESSIONS)
def plain_equality(expression: str) -> tuple[str, str] | None:
    match = PLAIN_EQUALITY.fullmatch(expression or "")
    return match and match.groups()


def evaluate(expression: str, item: dict, values: dict, names: dict, slot: str = "ConditionExpression") -> bool:
    equality = plain_equality(expression)
    if equality and (expression, slot) in accepted:
        name, value = equality
        found, wanted = item.get(names.get(name, name)), values.get(value)
        if found and wanted and "S" in found and "S" in wanted:
            return found["S"] == wanted["S"]
    result = evaluate_condition(expression, item, values, names, slot)
    accepted.add((expression, slot))
    return result


def install() -> None:
    dynamodb._tokenize = tokenize
    dynamodb._condition_syntax_error = condition_syntax_error
    dynamodb._evaluate_condition = evaluate
