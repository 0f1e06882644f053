"""Every key of a model at every level, and the same with some of them misspelt."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pydantic import BaseModel

Key = tuple[str | int, ...]


def everything(model: type[BaseModel]) -> tuple[Any, list[Key]]:
    """An example of a model with every key at every level, and the paths of those keys."""
    schema = model.model_json_schema()
    keys: list[Key] = []
    return example(schema, schema.get("$defs", {}), (), keys), keys


def example(schema: dict[str, Any], defs: dict[str, Any], at: Key, keys: list[Key]) -> Any:
    schema = defs[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
    if "anyOf" in schema:
        # A mapping of ours where there is one to choose, else the first form; never null.
        ours = [one for one in schema["anyOf"] if "$ref" in one or "title" in one]
        return example((ours or schema["anyOf"])[0], defs, at, keys)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    kind = schema.get("type", "string")
    match kind if isinstance(kind, str) else kind[0]:
        case "object" if "properties" in schema:
            keys += [(*at, key) for key in schema["properties"]]
            return {key: example(inner, defs, (*at, key), keys) for key, inner in schema["properties"].items()}
        case "object":
            # The keys of this mapping are not ours: periods, levels, names.
            key = schema.get("propertyNames", {}).get("enum", ["a_name" if "patternProperties" in schema else "2017"])[
                0
            ]
            inner = [schema.get("additionalProperties"), *schema.get("patternProperties", {}).values()]
            of_ours = next((one for one in inner if isinstance(one, dict)), {})
            return {key: example(of_ours, defs, (*at, key), keys)}
        case "array":
            first = example(schema["items"], defs, (*at, 0), keys)
            return [first] * schema.get("minItems", 1)
        case "string" if schema.get("format") == "date":
            return date(2017, 1, 1)
        case "string":
            return "a_name" if isinstance(kind, str) else "2017"
        case "boolean":
            return True
        case _:
            return max(2, schema.get("minimum", 2))


def batches(keys: list[Key]) -> list[list[Key]]:
    """Keys that can be misspelt together: no two of one mapping, none above another."""

    def apart(one: Key, other: Key) -> bool:
        return one[:-1] != other[:-1] and one != other[: len(one)] and other != one[: len(other)]

    made: list[list[Key]] = []
    for key in keys:
        fitting = next((batch for batch in made if all(apart(key, other) for other in batch)), None)
        if fitting is None:
            made.append([key])
        else:
            fitting.append(key)
    return made


def misspelt(path: Key, keys: list[Key]) -> str:
    """The key with two letters swapped, or a letter dropped; never another key of its mapping."""
    key, others = str(path[-1]), {other[-1] for other in keys if other[:-1] == path[:-1]}
    middle = len(key) // 2
    swapped = key[: middle - 1] + key[middle] + key[middle - 1] + key[middle + 1 :]
    tries = [swapped, key[:middle] + key[middle + 1 :], key[:-1]] if len(key) > 3 else [key[:-1]]
    return next(one for one in tries if one not in others)


def renamed(data: Any, names: dict[Key, str], at: Key = ()) -> Any:
    """A copy of the data with some keys under other names."""
    if isinstance(data, list):
        return [renamed(value, names, (*at, n)) for n, value in enumerate(data)]
    if isinstance(data, dict):
        return {names.get((*at, key), key): renamed(value, names, (*at, key)) for key, value in data.items()}
    return data


class Plainly(yaml.SafeDumper):
    """YAML with one key on a line and no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def written(data: Any) -> str:
    return yaml.dump(data, Dumper=Plainly, sort_keys=False, allow_unicode=True)
