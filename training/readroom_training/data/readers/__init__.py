"""One reader per kind of export: `read(path, options) -> Iterator[Report | Rejected]`, streaming."""
