"""Resources that belong together, and references between them (https://hl7.org/fhir/R4/references.html)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from readroom_training.data.fhir.access import Resource, child, objects, text


@dataclass(slots=True)
class Neighbours:
    """The resources of a Bundle, found by full address or by `Type/id`; empty for a resource by itself."""

    resources: list[Resource] = field(default_factory=list)
    _by_reference: dict[str, Resource] = field(default_factory=dict)

    @staticmethod
    def of(bundle: Resource) -> "Neighbours":
        """Those of `Bundle.entry`."""
        found = Neighbours()
        entries = bundle.get("entry")
        for one in entries if isinstance(entries, list) else []:
            entry = one if isinstance(one, Mapping) else {}  # counted, and told as what it is not
            resource = child(entry, "resource")
            found.resources.append(resource)
            if address := text(entry, "fullUrl"):
                found._by_reference[address] = resource
            kind, identity = text(resource, "resourceType"), text(resource, "id")
            if kind and identity:
                found._by_reference.setdefault(f"{kind}/{identity}", resource)
        return found

    def of_type(self, kind: str) -> list[Resource]:
        """All resources of a type."""
        return [one for one in self.resources if text(one, "resourceType") == kind]

    def resolve(self, reference: str, owner: Resource) -> Resource | None:
        """What `owner` refers to: contained in it ("#id"), or in the same Bundle; versions are not told apart."""
        if reference.startswith("#"):
            return next((one for one in objects(owner.get("contained")) if text(one, "id") == reference[1:]), None)
        plain = reference.partition("/_history/")[0]
        relative = "/".join(plain.split("/")[-2:])
        return self._by_reference.get(plain) or self._by_reference.get(relative)


def references(values: object) -> Iterator[str]:
    """The texts of a list of References."""
    for one in objects(values):
        if reference := text(one, "reference"):
            yield reference
